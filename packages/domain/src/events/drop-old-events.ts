import {
  advanceDroppedBefore,
  deleteShiftedEvents,
  dropEventPartition,
  listEventPartitions,
  readDroppedBefore,
} from "@rapport/store/queries/event-partitions";
import { listProjectRows } from "@rapport/store/queries/workspaces";
import type { Services } from "../context.ts";
import { tellError } from "../logger.ts";
import { toDay } from "./message-day.ts";

export type DroppedEvents = {
  /** First UTC day since 1970 whose events are kept. */
  oldestDay: number;
  /** Days that were dropped whole. */
  days: number;
  /** Events that stood in `late` and `future` and were deleted one by one. */
  events: number;
};

/**
 * Drops the events of days that ended more than `retentionDays` ago. First, and for good, the store begins to refuse
 * events of these days: once the originals are gone, a copy could no longer be told from a new event. Profiles keep
 * what they learned from dropped events. A day whose partition somebody reads at the moment goes at the next call.
 */
export async function dropOldEvents(services: Services, retentionDays: number): Promise<DroppedEvents> {
  const { store, log, now } = services;
  const oldestDay = await advanceDroppedBefore(store.db, toDay(now()) - retentionDays);
  let days = 0;
  for (const day of await listEventPartitions(store.db)) {
    if (day >= oldestDay) break;
    try {
      await store.withTransaction((tx) => dropEventPartition(tx, day));
      days++;
    } catch (error) {
      log.warn("A day's events could not be dropped yet", { day, error: tellError(error) });
    }
  }
  let events = 0;
  for (const { id } of await listProjectRows(store.db)) events += await deleteShiftedEvents(store.db, id, oldestDay);
  return { oldestDay, days, events };
}

/** First UTC day since 1970 whose events are kept; undefined while none was ever dropped. */
export async function readOldestDay(services: Services): Promise<number | undefined> {
  return readDroppedBefore(services.store.db);
}
