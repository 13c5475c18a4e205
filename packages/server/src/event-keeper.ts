import type { Services } from "@rapport/domain/context";
import { dropOldEvents, readOldestDay } from "@rapport/domain/events/drop-old-events";
import { preparePartitions } from "@rapport/domain/events/prepare-partitions";

/** Days of events: made ahead, and dropped when they are older than what is kept. */
export type EventKeeper = {
  /** First UTC day since 1970 whose events are kept; undefined while none was ever dropped. */
  oldestDay: () => number | undefined;
  /** Does what is due. Called at the start and every now and then. */
  tend: () => Promise<void>;
};

/** @param retentionDays days that events are kept for; undefined = for ever */
export async function createEventKeeper(services: Services, retentionDays: number | undefined): Promise<EventKeeper> {
  // What was dropped under an earlier setting stays refused: its copies could not be told from new events.
  let oldestDay = await readOldestDay(services);
  return {
    oldestDay: () => oldestDay,
    tend: async () => {
      await preparePartitions(services);
      if (retentionDays === undefined) return;
      const dropped = await dropOldEvents(services, retentionDays);
      ({ oldestDay } = dropped);
      if (dropped.days + dropped.events > 0) services.log.info("Old events were dropped", dropped);
    },
  };
}
