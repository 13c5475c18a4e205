import type { EventRecord } from "@rapport/store/queries/events";
import type { EnrichedEvent } from "./enriched-event.ts";

/** A stored event as it was when it was folded first. */
export function restoreEvent(row: EventRecord): EnrichedEvent {
  return {
    projectId: row.projectId,
    // Says what the event may change among identities, and these are settled.
    trusted: false,
    type: row.type,
    messageId: row.messageId ?? row.id,
    anonymousId: row.anonymousId ?? undefined,
    userId: row.userId ?? undefined,
    name: row.name,
    sessionId: row.sessionId ?? undefined,
    timestampMs: row.timestamp.getTime(),
    originalTimestampMs: row.originalTimestamp.getTime(),
    sentAtMs: row.sentAt?.getTime(),
    receivedAtMs: row.receivedAt.getTime(),
    payload: row.payload,
    enrichment: row.enrichment,
    // Counted when it was stored.
    bytes: 0,
    charged: false,
  };
}
