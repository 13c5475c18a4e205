import type { StoredEvent } from "@rapport/contracts/events";
import type { EventEntry, RejectedEntry } from "./stream-entry.ts";
import { eventEntry } from "./stream-entry.ts";

/** A stored event for tests. */
export function testEvent(seq: number, part: Partial<StoredEvent> = {}): StoredEvent {
  const at = new Date(Date.UTC(2026, 0, 1) + seq * 1_000).toISOString();
  return {
    messageId: `m-${seq}`,
    seq,
    type: "track",
    name: "Product Viewed",
    profileId: "pro_1",
    anonymousId: "anon-1",
    userId: null,
    sessionId: null,
    timestamp: at,
    originalTimestamp: at,
    sentAt: null,
    receivedAt: at,
    payload: {},
    enrichment: {},
    ...part,
  };
}

export function testEntry(seq: number, part: Partial<StoredEvent> = {}): EventEntry {
  return eventEntry(testEvent(seq, part));
}

export function testRejected(key: string, body = "{}"): RejectedEntry {
  return {
    kind: "rejected",
    key,
    seenAtMs: 0,
    receivedAt: "2026-01-01T00:00:00.000Z",
    rejected: { index: 0, messageId: null, code: "missing_field", path: "/event", message: "An event name is missing" },
    body,
  };
}
