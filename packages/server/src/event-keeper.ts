import type { Services } from "@rapport/domain/context";
import { dropOldEvents, readOldestDay } from "@rapport/domain/events/drop-old-events";
import { preparePartitions } from "@rapport/domain/events/prepare-partitions";
import { applyRetention, listRetentionMarks } from "@rapport/domain/retention/apply-retention";
import { latestDay, oldestDayOf } from "@rapport/domain/retention/oldest-day";

/** Days of events: made ahead, and dropped when they are older than what is kept. */
export type EventKeeper = {
  /**
   * First UTC day since 1970 whose events of a name a project keeps, by its name; undefined while none was ever dropped.
   */
  oldestDay: (projectId: string) => ((name: string) => number | undefined) | undefined;
  /** Does what the first event needs. */
  start: () => Promise<void>;
  /** Does what is due, which may take a while. Called every now and then. */
  tend: () => Promise<void>;
};

/** @param retentionDays days that events are kept for; undefined = for ever */
export async function createEventKeeper(services: Services, retentionDays: number | undefined): Promise<EventKeeper> {
  // What was dropped under an earlier setting stays refused: its copies could not be told from new events.
  let oldestDay = await readOldestDay(services);
  let marks = await listRetentionMarks(services);
  const dropDays = async () => {
    await preparePartitions(services);
    if (retentionDays === undefined) return;
    const dropped = await dropOldEvents(services, retentionDays);
    ({ oldestDay } = dropped);
    if (dropped.days + dropped.events > 0) services.log.info("Old events were dropped", dropped);
  };
  return {
    oldestDay: (projectId) => {
      const own = marks.get(projectId);
      if (oldestDay === undefined && own === undefined) return undefined;
      return (name) => latestDay(oldestDay, oldestDayOf(own, name));
    },
    start: dropDays,
    tend: async () => {
      await dropDays();
      for (const [projectId, events] of await applyRetention(services)) {
        if (events > 0) services.log.info("A project's old events were deleted", { projectId, events });
      }
      marks = await listRetentionMarks(services);
    },
  };
}
