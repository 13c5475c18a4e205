import type { LogBatch, LoggedEvent } from "@rapport/contracts/log";
import { SEGMENT_EVENTS } from "@rapport/contracts/segment-rules";
import type { Database } from "@rapport/store/database";
import type { WaitingChange } from "@rapport/store/queries/segment-changes";
import { deleteSegmentChanges, takeSegmentChanges } from "@rapport/store/queries/segment-changes";
import type { Services } from "../context.ts";

const CHANGES = 500;

/**
 * Puts entries and exits on the event log as events of their people. They are forgotten here once the log has them; a crash
 * in between sends them again under the same message ids, and copies are dropped.
 * @returns how many were put there
 */
export async function publishChanges(
  services: Services,
  append: (batch: LogBatch) => Promise<unknown>,
): Promise<number> {
  const { store } = services;
  const publish = async (tx: Database) => {
    const changes = await takeSegmentChanges(tx, CHANGES);
    if (changes.length === 0) return 0;
    for (const [projectId, rows] of Map.groupBy(changes, (change) => change.projectId)) {
      const events = rows.flatMap((row) => toEvent(row, services.now()) ?? []);
      if (events.length > 0) {
        await append({ projectId, trusted: true, actor: "system", ip: undefined, userAgent: undefined, events });
      }
    }
    await deleteSegmentChanges(tx, changes);
    return changes.length;
  };
  // The embedded store has one connection and no other servers: waiting for the log must not hold it.
  return store.engine === "pglite" ? publish(store.db) : store.withTransaction(publish);
}

/** Undefined for who has no id any more: nothing leads there. */
function toEvent(change: WaitingChange, nowMs: number): LoggedEvent | undefined {
  const { identity, entered, segmentId, segmentName, segmentVersion, messageId } = change;
  if (!identity) return undefined;
  const atMs = Date.parse(change.at);
  return {
    type: "track",
    messageId,
    anonymousId: identity.kind === "anonymous" ? identity.value : undefined,
    userId: identity.kind === "user" ? identity.value : undefined,
    name: entered ? SEGMENT_EVENTS.entered : SEGMENT_EVENTS.exited,
    timestampMs: atMs,
    originalTimestampMs: atMs,
    sentAtMs: undefined,
    receivedAtMs: Math.max(nowMs, atMs),
    flags: { origin: "segments" },
    payload: {
      event: entered ? SEGMENT_EVENTS.entered : SEGMENT_EVENTS.exited,
      properties: { segmentId, segmentName, segmentVersion },
    },
  };
}
