import { objectOf } from "@rapport/contracts/json";
import type { LogBatch, LoggedEvent } from "@rapport/contracts/log";
import type { EnrichedEvent, Enrichment } from "@rapport/domain/events/enriched-event";
import { readTouch } from "./read-touch.ts";
import { readUserAgent } from "./read-user-agent.ts";

/** Longest session id that is taken from a client. */
const MAX_SESSION_ID = 64;

/** What the events of a log value share; `bytes` is each one's share of the value. */
export type BatchFacts = Omit<LogBatch, "events"> & { bytes: number };

/** Adds what can be read from an event itself: device, where the visit came from, the visit's id. Pure. */
export function enrichEvent(batch: BatchFacts, event: LoggedEvent): EnrichedEvent {
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
    ...event,
    projectId: batch.projectId,
    trusted: batch.trusted,
    actor: batch.actor,
    sessionId: readSessionId(context),
    userAgent: batch.userAgent,
    enrichment,
    bytes: batch.bytes,
    charged: batch.charged === true,
  };
}

function readSessionId(context: Record<string, unknown>): string | undefined {
  const { sessionId } = context;
  if (typeof sessionId === "number") return String(sessionId);
  return typeof sessionId === "string" && sessionId !== "" && sessionId.length <= MAX_SESSION_ID
    ? sessionId
    : undefined;
}
