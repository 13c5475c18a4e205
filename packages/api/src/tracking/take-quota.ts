import { RapportError } from "@rapport/contracts/errors";
import type { LoggedEvent } from "@rapport/contracts/log";
import type { RejectedMessage } from "@rapport/contracts/messages";
import type { QuotaDecision } from "@rapport/domain/usage/quota";
import type { ApiServices } from "../services.ts";

/** Seconds over which senders of a day that begins anew are spread. */
const SPREAD_SECONDS = 60;

type Refusal = NonNullable<QuotaDecision["refusal"]>;

const REASONS: Record<Refusal["code"], string> = {
  quota_exceeded: "is over the day's events of the plan; send it again when the quota begins anew",
  rate_limited: "came faster than the plan allows; send it again in a moment",
  unavailable: "cannot be counted at the moment; send it again",
};

/** A valid message and its place in the request. */
export type PlacedEvent = { index: number; event: LoggedEvent };

/** The events that no quota allowed, as rejects that may be sent again. */
export function rejectRefused(refused: readonly PlacedEvent[], code: Refusal["code"]): RejectedMessage[] {
  return refused.map(({ index, event }) => ({
    index,
    messageId: event.messageId,
    code,
    path: "",
    message: REASONS[code],
  }));
}

/** What happened to the part of the request that was taken. */
export type TakenPart = { accepted: number; duplicates: number; rejected: RejectedMessage[]; offset: string };

/**
 * The answer to a request of which a part was refused. An error, although a part is on disk: clients that know nothing of
 * parts send everything again, and nothing is lost or doubled; on a 200 they would drop what was refused.
 */
export function refusalError(services: ApiServices, decision: QuotaDecision, part: TakenPart): RapportError {
  const refusal = decision.refusal ?? { code: "quota_exceeded" as const, waitMs: 0 };
  const { standing } = decision;
  const day = refusal.code !== "rate_limited";
  const seconds = Math.ceil(refusal.waitMs / 1_000);
  const spread = refusal.code === "quota_exceeded" ? SPREAD_SECONDS : services.admission.limits.retryAfterSeconds - 1;
  return new RapportError(refusal.code, detailOf(refusal.code, part), {
    retryAfterSeconds: Math.max(1, seconds) + Math.floor(((services.randomBytes(1)[0] ?? 0) / 256) * spread),
    members: {
      limit: day ? standing?.eventsPerDay : standing?.burstEvents,
      remaining: day ? standing?.remaining : standing?.burstRemaining,
      resetAt: new Date(
        refusal.code === "quota_exceeded" && standing ? standing.resetAtMs : services.now() + refusal.waitMs,
      ).toISOString(),
      ...part,
    },
  });
}

function detailOf(code: Refusal["code"], { accepted }: TakenPart): string {
  const part = accepted > 0 ? `${accepted} messages are on disk; ` : "";
  const rest = "send the request again after Retry-After, with the same messageIds";
  if (code === "quota_exceeded") return `The day's events of this plan are used up; ${part}${rest}, or change the plan`;
  if (code === "rate_limited") return `Events come faster than this plan allows; ${part}${rest}`;
  return `The quota of this plan cannot be checked at the moment; ${part}${rest}`;
}
