import type { StoredEvent } from "@rapport/contracts/events";
import type { EventRecord } from "@rapport/store/queries/events";
import { formatProfileId } from "../profiles/profile-id.ts";
import type { RecordedEvent } from "./enriched-event.ts";

/** The public form of a stored row. */
export function toStoredEvent(row: EventRecord): StoredEvent {
  return {
    messageId: row.messageId ?? row.id,
    seq: row.seq,
    type: row.type,
    name: row.name,
    profileId: formatProfileId(row.profileId),
    anonymousId: row.anonymousId,
    userId: row.userId,
    sessionId: row.sessionId,
    timestamp: row.timestamp.toISOString(),
    originalTimestamp: row.originalTimestamp.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
    receivedAt: row.receivedAt.toISOString(),
    payload: row.payload,
    enrichment: row.enrichment,
  };
}

/** The same form of an event that has just been recorded, without reading it back. */
export function recordedToStoredEvent({ event, seq, profileId }: RecordedEvent): StoredEvent {
  return {
    messageId: event.messageId,
    seq,
    type: event.type,
    name: event.name,
    profileId: formatProfileId(profileId),
    anonymousId: event.anonymousId ?? null,
    userId: event.userId ?? null,
    sessionId: event.sessionId ?? null,
    timestamp: new Date(event.timestampMs).toISOString(),
    originalTimestamp: new Date(event.originalTimestampMs).toISOString(),
    sentAt: event.sentAtMs === undefined ? null : new Date(event.sentAtMs).toISOString(),
    receivedAt: new Date(event.receivedAtMs).toISOString(),
    payload: event.payload,
    enrichment: event.enrichment,
  };
}
