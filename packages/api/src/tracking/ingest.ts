import { RapportError } from "@rapport/contracts/errors";
import { formatUuid, uuidv7Bytes } from "@rapport/contracts/ids";
import { objectOf } from "@rapport/contracts/json";
import { LIMITS } from "@rapport/contracts/limits";
import type { LogBatch } from "@rapport/contracts/log";
import type { MessageType, RejectedMessage, TrackingAnswer } from "@rapport/contracts/messages";
import { REJECTED_LIMITS } from "@rapport/contracts/rejected";
import type { UserProof } from "@rapport/domain/access/read-user-token";
import { tellError } from "@rapport/domain/logger";
import { nameActor } from "@rapport/domain/name-actor";
import type { ActivePlan } from "@rapport/domain/tracking-plan/plan-book";
import type { QuotaDecision } from "@rapport/domain/usage/quota";
import type { Caller } from "../http/caller.ts";
import type { ApiServices } from "../services.ts";
import { excerptMessage } from "./excerpt-message.ts";
import { hasMoreBytes } from "./has-more-bytes.ts";
import { holdToPlan } from "./hold-to-plan.ts";
import { holdToUser, readProofs } from "./hold-to-user.ts";
import type { MessageDefaults, ParsedMessage } from "./parse-message.ts";
import { parseMessage, readMessageId } from "./parse-message.ts";
import type { PlacedEvent, TakenPart } from "./take-quota.ts";
import { refusalError, rejectRefused } from "./take-quota.ts";
import { takeTokens } from "./take-tokens.ts";

/** One tracking request, authenticated, its JSON parsed. */
export type IngestInput = {
  caller: Caller;
  messages: readonly unknown[];
  /** Bytes of the body: below one event's limit, no event needs to be measured. */
  bytes: number;
  type: MessageType | undefined;
  sentAt: unknown;
  historical: boolean;
  ip: string | undefined;
  userAgent: string | undefined;
};

/** Told where the workspace stands before anything is answered or thrown. */
export type OnStanding = (decision: QuotaDecision) => void;

/** Rejects shown live per request: a broken client can send thousands. */
const PUBLISHED_REJECTS = 20;
const PUBLISHED_BYTES = 2_000;

/**
 * Validates the messages one by one, puts the good ones on the log and answers when they are durable, with what
 * became of each.
 * @throws RapportError nothing_valid when no message is; unavailable when the log cannot take them; quota_exceeded or
 *   rate_limited when the plan does not allow all of them, the others being on disk
 */
export async function ingest(
  services: ApiServices,
  sent: IngestInput,
  onStanding: OnStanding,
): Promise<TrackingAnswer> {
  const { messages, tokens } = takeTokens(sent.messages);
  const input = { ...sent, messages };
  const { userTokens } = input.caller;
  const proofs = userTokens && (await readProofs(userTokens, tokens.values(), services.now()));
  const proofOf = proofs && ((index: number) => proofs.get(tokens.get(index)));
  const plan = await services.plans.get(input.caller.projectId);
  const { events, rejected, duplicates } = parseMessages(services, input, { plan, proofOf });
  const { projectId, kind } = input.caller;
  noteRejected(services, input, rejected);
  publishRejected(services, input, rejected);
  if (rejected.length > 0) services.rejects.add(projectId, rejected.length);
  services.metrics.parsed(input.messages.length, duplicates, rejected);
  // An import reads what became of each line from the answer, even when that is the same for all.
  if (events.length === 0 && rejected.length > 0 && duplicates === 0 && !input.historical)
    throw nothingValid(input, rejected);
  const decision = await services.quota.take(projectId, events.length);
  onStanding(decision);
  const taken = events.slice(0, decision.granted).map(({ event }) => event);
  const { ip, userAgent } = input;
  const charged = decision.lease ? true : undefined;
  const actor = nameActor(input.caller.actor);
  const batch = { projectId, trusted: kind === "secret", actor, ip, userAgent, charged, events: taken };
  const part = { accepted: taken.length, duplicates, rejected };
  // Neither awaited here nor in what it calls: while a function waits, all that it has read stays alive, every message here.
  if (decision.refusal === undefined) return append(services, decision, batch).then(accept(services, part));
  const refused = rejectRefused(events.slice(decision.granted), decision.refusal.code);
  const offset = await append(services, decision, batch);
  services.metrics.accepted(taken.length);
  services.quota.keep(
    projectId,
    taken.map(({ messageId }) => messageId),
  );
  services.metrics.refused(decision.refusal.code, refused.length);
  throw refusalError(services, decision, { ...part, offset, rejected: [...rejected, ...refused] });
}

/** The answer to a request that was taken as a whole, once its place on the log is known. */
function accept(services: ApiServices, part: Omit<TakenPart, "offset">): (offset: string) => TrackingAnswer {
  return (offset) => {
    services.metrics.accepted(part.accepted);
    return { success: true, ...part, offset, lagMs: services.lagMs(), durability: services.durability };
  };
}

/** What events are held to: the project's plan, and the users' tokens where the key demands them. */
type Rules = { plan: ActivePlan | undefined; proofOf: ((index: number) => UserProof | undefined) | undefined };

function parseMessages(services: ApiServices, input: IngestInput, { plan, proofOf }: Rules) {
  const defaults = defaultsOf(services, input);
  const events: PlacedEvent[] = [];
  const { projectId } = input.caller;
  const rejected: RejectedMessage[] = [];
  const seen = new Set<string>();
  let duplicates = 0;
  const hold = (parsed: ParsedMessage, index: number): ParsedMessage => {
    const issue = proofOf && parsed.ok ? holdToUser(parsed.event, proofOf(index)) : undefined;
    return issue ? { ok: false, messageId: readMessageId(objectOf(input.messages[index])), issue } : parsed;
  };
  input.messages.forEach((message, index) => {
    const parsed = hold(parseMessage(message, defaults), index);
    if (!parsed.ok) {
      const { code, path, message: text } = parsed.issue;
      rejected.push({ index, messageId: parsed.messageId, code, path, message: text });
    } else if (input.bytes > LIMITS.eventBytes && hasMoreBytes(message, LIMITS.eventBytes)) {
      rejected.push({
        index,
        messageId: readMessageId(objectOf(message)),
        code: "event_too_large",
        path: "",
        message: `has more than ${LIMITS.eventBytes} bytes; send less in properties or context`,
      });
    } else if (seen.has(parsed.event.messageId) || services.quota.isKept(projectId, parsed.event.messageId)) {
      duplicates++;
    } else {
      const issue = plan && holdToPlan(services, projectId, plan, parsed.event);
      if (issue) {
        const messageId = readMessageId(objectOf(message));
        rejected.push({ index, messageId, code: "plan_violation", path: issue.pointer, message: issue.message });
      } else {
        seen.add(parsed.event.messageId);
        events.push({ index, event: parsed.event });
      }
    }
  });
  return { events, rejected, duplicates };
}

function defaultsOf(services: ApiServices, input: IngestInput): MessageDefaults {
  const receivedAtMs = services.now();
  const sentAt = typeof input.sentAt === "string" ? Date.parse(input.sentAt) : input.sentAt;
  const plausible = typeof sentAt === "number" && sentAt >= 0 && sentAt <= Date.UTC(9999, 11, 31);
  return {
    type: input.type,
    receivedAtMs,
    sentAtMs: plausible ? Math.floor(sentAt) : undefined,
    historical: input.historical,
    oldestDay: services.oldestDay(input.caller.projectId),
    newMessageId: () => formatUuid(uuidv7Bytes(receivedAtMs, services.randomBytes(10))),
  };
}

function append(services: ApiServices, decision: QuotaDecision, batch: LogBatch): Promise<string> {
  return services.append(batch).catch((cause: unknown) => {
    services.admission.noteLogRefusal();
    services.quota.putBack(decision);
    services.log.error("The event log did not take a batch", { error: tellError(cause) });
    throw new RapportError("unavailable", "The events could not be made durable; send them again", {
      cause,
      retryAfterSeconds: 2,
    });
  });
}

function nothingValid(input: IngestInput, rejected: readonly RejectedMessage[]): RapportError {
  const base = input.type === undefined ? (index: number) => `/batch/${index}` : () => "";
  const fields = rejected.slice(0, 100).map(({ index, path, message }) => ({ pointer: base(index) + path, message }));
  const first = fields[0];
  return new RapportError("nothing_valid", `${first?.pointer || "The message"} ${first?.message ?? "is not valid"}`, {
    fields,
  });
}

/** Counts what was rejected and keeps samples, beside the answer. */
function noteRejected(services: ApiServices, input: IngestInput, rejected: readonly RejectedMessage[]): void {
  if (rejected.length === 0) return;
  services.intake.noteRejected(
    input.caller.projectId,
    services.now(),
    rejected.map(({ index, messageId, code, path, message }) => ({
      code,
      pointer: path,
      message,
      messageId,
      payload: () => excerptMessage(input.messages[index], REJECTED_LIMITS.sampleBytes),
    })),
  );
}

function publishRejected(services: ApiServices, input: IngestInput, rejected: readonly RejectedMessage[]): void {
  const { projectId } = input.caller;
  if (rejected.length === 0 || !services.hub.hasListeners(projectId)) return;
  for (const entry of rejected.slice(0, PUBLISHED_REJECTS)) {
    services.hub.publish(projectId, {
      kind: "rejected",
      receivedAt: new Date(services.now()).toISOString(),
      rejected: entry,
      body: excerptMessage(input.messages[entry.index], PUBLISHED_BYTES).text,
    });
  }
}
