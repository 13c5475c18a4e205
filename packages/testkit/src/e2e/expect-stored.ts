import type { StoredEvent } from "@rapport/contracts/events";
import { expect } from "vitest";
import { readAllEvents, waitUntilFolded } from "../server/api-client.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";

/** A message as a client put it on the wire. */
export type WireMessage = Record<string, unknown> & { messageId: string };

/** What the batch or the headers around a message said for all of them. */
export type WireSurroundings = { sentAt?: unknown; type?: string };

/** Fields that the store keeps in columns, and the key, which it does not keep. */
const COLUMNS = ["type", "messageId", "anonymousId", "userId", "timestamp", "originalTimestamp", "sentAt", "writeKey"];

/** Waits for the fold, then expects each of these messages in the store exactly once, and nothing else. */
export async function expectStoredOnce(
  server: SpawnedServer,
  ids: readonly string[],
): Promise<Map<string, StoredEvent>> {
  await waitUntilFolded(server);
  const stored = await readAllEvents(server);
  expect(stored.map((event) => event.messageId).toSorted()).toEqual([...ids].toSorted());
  return new Map(stored.map((event) => [event.messageId, event]));
}

/** Expects that nothing of a message was lost or changed on its way. */
export function expectIntact(event: StoredEvent | undefined, sent: WireMessage, around: WireSurroundings = {}): void {
  const sentAt = toTime(sent.sentAt ?? around.sentAt);
  const original = toTime(sent.originalTimestamp ?? sent.timestamp) ?? sentAt;
  const receivedAtMs = Date.parse(event?.receivedAt ?? "");
  const skewMs = sentAt === null ? 0 : receivedAtMs - Date.parse(sentAt);
  const timestampMs = original === null ? receivedAtMs : Math.min(Date.parse(original) + skewMs, receivedAtMs);
  expect(event).toMatchObject({
    messageId: sent.messageId,
    type: sent.type ?? around.type,
    anonymousId: sent.anonymousId || null,
    userId: sent.userId || null,
    originalTimestamp: original ?? event?.receivedAt,
    sentAt,
    timestamp: new Date(timestampMs).toISOString(),
  });
  const rest = Object.entries(sent).filter(([key]) => !COLUMNS.includes(key));
  expect(event?.payload).toEqual(Object.fromEntries(rest));
}

function toTime(value: unknown): string | null {
  return typeof value === "string" ? new Date(value).toISOString() : null;
}
