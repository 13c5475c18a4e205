import type { DecideConsent, DecidedConsent } from "@rapport/contracts/consents";
import { formatUuid, uuidv7Bytes } from "@rapport/contracts/ids";
import type { LoggedEvent } from "@rapport/contracts/log";
import { getConsentRow } from "@rapport/store/queries/consents";
import { getProfileRowByIdentity } from "@rapport/store/queries/profiles";
import type { Context } from "../context.ts";
import { deriveKey, eventKey } from "../events/event-key.ts";
import { toConsentDecision } from "./list-consents.ts";

/**
 * The message that says what a person decided: it goes on the log as every other message, so that the profile, segments
 * and the record hear of it in one transaction.
 * @param requestKey key of the request: the same key is the same decision
 */
export function planConsent(ctx: Context, input: DecideConsent, requestKey: string | undefined): LoggedEvent {
  const nowMs = ctx.now();
  const { userId, anonymousId, category, granted, version, source } = input;
  const notes = { ...(version === undefined ? {} : { version }), ...(source === undefined ? {} : { source }) };
  return {
    type: "track",
    messageId:
      requestKey === undefined
        ? formatUuid(uuidv7Bytes(nowMs, ctx.randomBytes(10)))
        : deriveKey(`consent request\0${requestKey}`),
    anonymousId,
    userId,
    name: granted ? "Consent Granted" : "Consent Withdrawn",
    timestampMs: nowMs,
    originalTimestampMs: nowMs,
    sentAtMs: undefined,
    receivedAtMs: nowMs,
    payload: {
      properties: { category },
      context: { consent: { categoryPreferences: { [category]: granted }, ...notes } },
    },
  };
}

/** The same decision, where this very message was recorded before. */
export async function findDecidedConsent(
  ctx: Context,
  { category }: DecideConsent,
  messageId: string,
): Promise<DecidedConsent | undefined> {
  const row = await getConsentRow(ctx.store.db, ctx.projectId, { eventId: eventKey(messageId), category });
  return row && { outcome: "recorded", decision: toConsentDecision(row) };
}

/** What the record made of a decision that was put on the log, once that is folded. */
export async function readDecidedConsent(
  ctx: Context,
  input: DecideConsent,
  messageId: string,
): Promise<DecidedConsent> {
  const found = await findDecidedConsent(ctx, input, messageId);
  return found ?? { outcome: (await isKept(ctx, input)) ? "unchanged" : "left_out", decision: null };
}

/** Whether the profile says what was decided, or something later. */
async function isKept({ store, projectId }: Context, { userId, anonymousId = "", category }: DecideConsent) {
  const identity = userId === undefined ? { kind: "anonymous", value: anonymousId } : { kind: "user", value: userId };
  const profile = await getProfileRowByIdentity(store.db, projectId, identity);
  return profile !== undefined && Object.hasOwn(profile.consent, category);
}
