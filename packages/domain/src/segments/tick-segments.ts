import type { Database } from "@rapport/store/database";
import { lockProfiles } from "@rapport/store/queries/profiles";
import {
  deleteSegmentStates,
  listDueProfiles,
  readSegmentStates,
  takeSegmentClock,
} from "@rapport/store/queries/segment-states";
import type { Services } from "../context.ts";
import { assessPeople } from "./assess-people.ts";

/** People looked at in one transaction. */
const PEOPLE = 500;

/**
 * Looks at people for whom time has changed something, the longest due first. Of several servers one does at a time.
 * @returns how many were looked at; fewer than were due when there are more
 */
export async function tickSegments(services: Services): Promise<number> {
  return services.store.withTransaction(async (tx) => {
    if (!(await takeSegmentClock(tx))) return 0;
    const nowMs = services.now();
    const due = await listDueProfiles(tx, nowMs, PEOPLE);
    // In one order, so that two writers of several projects cannot deadlock.
    const projects = [...Map.groupBy(due, ({ projectId }) => projectId)].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [projectId, rows] of projects) {
      await tickProject(tx, services, { projectId, ids: rows.map(({ profileId }) => profileId), nowMs });
    }
    return due.length;
  });
}

async function tickProject(
  tx: Database,
  services: Services,
  { projectId, ids, nowMs }: { projectId: string; ids: readonly string[]; nowMs: number },
): Promise<void> {
  const profiles = await lockProfiles(tx, projectId, ids);
  const project = await services.segments.read(tx, projectId);
  const living = new Map(profiles.filter(({ mergedInto }) => mergedInto === null).map((row) => [row.id, row]));
  // Who is gone or part of another one, and whose segments are gone, is not due again.
  const gone = project ? ids.filter((id) => !living.has(id)) : ids;
  if (gone.length > 0) await deleteSegmentStates(tx, projectId, gone);
  if (!project) return;
  const places = new Map(project.segments.map(({ id }, place) => [id, place]));
  const states = await readSegmentStates(tx, projectId, [...living.keys()]);
  const people = states.flatMap(({ profileId, dues }) => {
    const state = living.get(profileId);
    if (!state) return [];
    const due = Object.entries(dues).filter(([, atMs]) => atMs <= nowMs);
    // Dues of segments that are gone leave with the row's next version.
    const segments = due.length > 0 && due.every(([id]) => !places.has(id)) ? ("all" as const) : placesOf(due, places);
    return [{ profileId, state, segments, events: [], isNew: false }];
  });
  const atOf = (dueMs: number | undefined) => Math.min(nowMs, dueMs ?? nowMs);
  await assessPeople(tx, services, projectId, project, people, { nowMs, announce: true, atOf });
}

function placesOf(due: readonly [string, number][], places: ReadonlyMap<string, number>): Set<number> {
  return new Set(due.flatMap(([id]) => places.get(id) ?? []));
}
