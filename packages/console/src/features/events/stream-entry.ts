import type { LiveMessage, StoredEvent } from "@rapport/contracts/events";

/** A request of the project that was refused as a whole. It is no row: it holds no message. */
export type RefusedRequest = Extract<LiveMessage, { kind: "refused" }>;
type ListedMessage = Exclude<LiveMessage, RefusedRequest>;

/** A row of the live list. */
export type StreamEntry = ListedMessage & {
  /** Unique in the list and stable, so that it can stand in the URL. */
  key: string;
  /** When this console first saw it live; undefined for what was stored before. */
  seenAtMs: number | undefined;
};

export type EventEntry = Extract<StreamEntry, { kind: "event" }>;
export type RejectedEntry = Extract<StreamEntry, { kind: "rejected" }>;

export function eventEntry(event: StoredEvent, seenAtMs?: number): EventEntry {
  return { kind: "event", event, key: event.messageId, seenAtMs };
}

export function isListed(message: LiveMessage): message is ListedMessage {
  return message.kind !== "refused";
}

/** Rejected messages have no sequence number; `ordinal` tells apart those that arrive together. */
export function liveEntry(message: ListedMessage, ordinal: number, seenAtMs: number): StreamEntry {
  if (message.kind === "event") return eventEntry(message.event, seenAtMs);
  return { ...message, key: `rejected-${Date.parse(message.receivedAt)}-${ordinal}`, seenAtMs };
}

/** Time of arrival of either kind. */
export function arrivedAt(entry: StreamEntry): string {
  return entry.kind === "event" ? entry.event.receivedAt : entry.receivedAt;
}
