import type { OldEvents, RetentionMarks, RetentionRow } from "@rapport/store/queries/retention";
import {
  deleteOldEvents,
  listRetentionRows,
  lockRetentionMarks,
  noteRetentionRun,
  readRetentionMarks,
  writeRetentionMarks,
} from "@rapport/store/queries/retention";
import type { Services } from "../context.ts";
import { toDay } from "../events/message-day.ts";
import { tellError } from "../logger.ts";
import { advanceMarks } from "./oldest-day.ts";

/**
 * Deletes the events that projects do not want to keep any longer. First, and for good, the store begins to refuse events of
 * these days, as it does for what the server drops: a copy of a deleted one could not be told from a new event. Profiles,
 * the record of consents and what was counted stay. A project that fails is told, and tried again at the next call.
 * @returns events that were deleted, by project
 */
export async function applyRetention(services: Services): Promise<Map<string, number>> {
  const deleted = new Map<string, number>();
  for (const row of await listRetentionRows(services.store.db)) {
    try {
      deleted.set(row.projectId, await applyOne(services, row));
    } catch (error) {
      services.log.warn("A project's old events could not be deleted yet", {
        projectId: row.projectId,
        error: tellError(error),
      });
    }
  }
  return deleted;
}

/** First days whose events are kept, by project. */
export async function listRetentionMarks(services: Services): Promise<Map<string, RetentionMarks>> {
  return new Map(Object.entries(await readRetentionMarks(services.store.db)));
}

async function applyOne(services: Services, row: RetentionRow): Promise<number> {
  const { store, now } = services;
  const marks = await store.withTransaction(async (tx) => {
    const advanced = advanceMarks(await lockRetentionMarks(tx, row.projectId), row, toDay(now()));
    await writeRetentionMarks(tx, row.projectId, advanced);
    return advanced;
  });
  let events = 0;
  for (const old of listOldEvents(row, marks)) events += await deleteOldEvents(store.db, old);
  const run = { at: new Date(now()).toISOString(), events, oldestDay: marks.before ?? null };
  await noteRetentionRun(store.db, row, { swept: marks, run });
  return events;
}

/** What has become too old since the last look. */
function listOldEvents({ projectId, swept }: RetentionRow, { before, names = {} }: RetentionMarks): OldEvents[] {
  const named = Object.entries(names).map(([name, to]) => ({ projectId, from: swept.names?.[name], to, name }));
  const rest = before === undefined ? [] : [{ projectId, from: swept.before, to: before, except: Object.keys(names) }];
  return [...rest, ...named].filter(({ from, to }) => from === undefined || from < to);
}
