import type { Database } from "@rapport/store/database";
import { lockProfiles } from "@rapport/store/queries/profiles";
import { takeSegmentLooks } from "@rapport/store/queries/segment-looks";
import type { Services } from "../context.ts";
import { assessPeople } from "./assess-people.ts";

/** People looked at in one transaction. */
const PEOPLE = 500;

/**
 * Looks at people of whom something besides events has changed, see `askForLooks`.
 * @returns how many looks were taken; 0 when none waits
 */
export async function takeLooks(services: Services): Promise<number> {
  return services.store.withTransaction(async (tx) => {
    const looks = await takeSegmentLooks(tx, PEOPLE);
    // In one order, so that two writers of several projects cannot deadlock.
    const projects = [...Map.groupBy(looks, ({ projectId }) => projectId)].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [projectId, rows] of projects) {
      await lookAt(tx, services, projectId, [...new Set(rows.map(({ profileId }) => profileId))]);
    }
    return looks.length;
  });
}

async function lookAt(tx: Database, services: Services, projectId: string, ids: readonly string[]): Promise<void> {
  const profiles = await lockProfiles(tx, projectId, ids);
  const project = await services.segments.read(tx, projectId);
  if (!project) return;
  // Who is part of another one was looked at when that happened.
  const people = profiles
    .filter(({ mergedInto }) => mergedInto === null)
    .map(({ id: profileId, mergedInto: _, ...state }) => {
      return { profileId, state, segments: "all" as const, events: [], isNew: false };
    });
  await assessPeople(tx, services, projectId, project, people, { nowMs: services.now(), announce: true });
}
