import { createEventPartition } from "@rapport/store/queries/event-partitions";
import type { Services } from "../context.ts";
import { toDay } from "./message-day.ts";

/** Days ahead of today that have their partition before midnight asks for it. */
const DAYS_AHEAD = 1;

/** Makes the partitions of today and tomorrow, so that no event has to wait for its own. Safe to call at any time. */
export async function preparePartitions(services: Services): Promise<void> {
  const today = toDay(services.now());
  await services.store.withTransaction(async (tx) => {
    for (let day = today; day <= today + DAYS_AHEAD; day++) await createEventPartition(tx, day);
  });
}
