import { setTimeout as sleep } from "node:timers/promises";
import { readRememberedPeople } from "@rapport/store/queries/remembered-items";
import type { Services } from "../context.ts";
import { tellError } from "../logger.ts";

/** People of one statement: some milliseconds of the database, and less here. */
const PAGE = 100;
/** Rest between two: who asks at the same time hardly waits. */
const REST_MS = 25;

/**
 * Reads into memory whom a project's model has seen last, as many as there is room for: after a start, the first queries of a thousand
 * people would each ask the store at once. Ends early when memory is full, the signal says so or the store is away.
 */
export async function recallPeople(
  { store, recommenders, log }: Pick<Services, "store" | "recommenders" | "log">,
  projectId: string,
  signal: AbortSignal,
): Promise<void> {
  await recommenders.ready(projectId);
  const { people } = recommenders;
  const ids = recommenders.get(projectId).recommender.latestPersons(people.room - people.size);
  for (let from = 0; from < ids.length && people.size < people.room && !signal.aborted; from += PAGE) {
    const begunAt = people.begin();
    try {
      for (const { names, ...row } of await readRememberedPeople(store.db, projectId, ids.slice(from, from + PAGE))) {
        for (const name of names) people.keep(projectId, name, row, begunAt);
      }
    } catch (error) {
      log.warn("People were not read into memory", { projectId, error: tellError(error) });
      return;
    }
    await sleep(REST_MS);
  }
}
