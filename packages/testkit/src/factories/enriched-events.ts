import type { LogBatch, LoggedEvent } from "@rapport/contracts/log";
import type { EnrichedEvent } from "@rapport/domain/events/enriched-event";
import { nextMessageId } from "./next-message-id.ts";

/** Time of every event that does not say its own. */
const TIME_MS = Date.UTC(2026, 0, 5, 12);

/** An event as it stands in the log: a `Product Viewed` of an anonymous device; `overrides` win. */
export function loggedEvent(overrides: Partial<LoggedEvent> = {}): LoggedEvent {
  const timestampMs = overrides.timestampMs ?? TIME_MS;
  return {
    type: "track",
    messageId: nextMessageId(timestampMs),
    anonymousId: "device-1",
    userId: undefined,
    name: overrides.type && overrides.type !== "track" ? overrides.type : "Product Viewed",
    timestampMs,
    originalTimestampMs: timestampMs,
    sentAtMs: undefined,
    receivedAtMs: timestampMs,
    payload: {},
    ...overrides,
  };
}

/** The same on its way into the store. */
export function enrichedEvent(overrides: Partial<EnrichedEvent> = {}): EnrichedEvent {
  return {
    projectId: "prj_test",
    trusted: false,
    sessionId: undefined,
    enrichment: {},
    bytes: 100,
    charged: false,
    ...loggedEvent(),
    ...overrides,
  };
}

/** A value of the log, as the API appends it. */
export function logBatch(
  projectId: string,
  events: readonly LoggedEvent[],
  overrides: Partial<LogBatch> = {},
): LogBatch {
  return { projectId, trusted: false, ip: undefined, userAgent: undefined, events: [...events], ...overrides };
}
