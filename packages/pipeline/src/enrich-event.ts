import { objectOf } from "@rapport/contracts/json";
import type { LogBatch, LoggedEvent } from "@rapport/contracts/log";
import type { EnrichedEvent, Enrichment } from "@rapport/domain/events/enriched-event";
import { extractInteractions } from "@rapport/domain/recommendations/extract-interactions";
import { readTouch } from "./read-touch.ts";
import { readUserAgent } from "./read-user-agent.ts";

/** Longest session id that is taken from a client. */
const MAX_SESSION_ID = 64;

/** What the events of a batch share. */
export type BatchFacts = Omit<LogBatch, "events">;

/** What the fold needs of nearly every payload: with it on the log, the payload stays text on its way to the store. */
export type PayloadReading = Pick<EnrichedEvent, "sessionId" | "enrichment" | "interactions" | "speaksOfConsent">;

/** Reads an event itself: device, where the visit came from, the visit's id, what was done with which items. Pure. */
export function enrichEvent(batch: BatchFacts, event: LoggedEvent): PayloadReading {
  const context = objectOf(event.payload.context);
  const properties = objectOf(event.payload.properties);
  const userAgent = typeof context.userAgent === "string" ? context.userAgent : batch.userAgent;
  const touch = readTouch(context, event.type === "page" ? properties : {});
  // Hot path: members are set one by one, as spreading what may be absent makes an object for each.
  const enrichment: Enrichment = userAgent === undefined ? {} : { ...readUserAgent(userAgent) };
  if (touch) enrichment.touch = touch;
  if (batch.ip !== undefined) enrichment.ip = batch.ip;
  if (batch.trusted && batch.actor !== undefined) enrichment.actor = batch.actor;
  if (event.flags !== undefined) enrichment.flags = event.flags;
  return {
    sessionId: readSessionId(context),
    enrichment,
    interactions: extractInteractions(event),
    speaksOfConsent: context.consent !== undefined,
  };
}

function readSessionId(context: Record<string, unknown>): string | undefined {
  const { sessionId } = context;
  if (typeof sessionId === "number") return String(sessionId);
  return typeof sessionId === "string" && sessionId !== "" && sessionId.length <= MAX_SESSION_ID
    ? sessionId
    : undefined;
}
