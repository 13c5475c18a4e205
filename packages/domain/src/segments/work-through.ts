import { holdEventWrites } from "@rapport/store/queries/computed-traits";
import { lockProfiles } from "@rapport/store/queries/profiles";
import { lockNextProfiles } from "@rapport/store/queries/segment-people";
import {
  getSegmentRow,
  listIncompleteSegments,
  lockSegmentSet,
  markSegmentWorked,
} from "@rapport/store/queries/segments";
import type { Services } from "../context.ts";
import { assessPeople } from "./assess-people.ts";

/** People looked at in one transaction: it holds their profiles. */
const PEOPLE = 500;

/**
 * Looks at the next people of a segment that is new or was changed. Whoever is being changed by events at the same time is
 * looked at before or after, never beside: both lock the profile, and events are held against the segments as they are
 * once the lock is held.
 * @returns false when there is nothing to work through
 */
export async function workThroughSegment(services: Services): Promise<boolean> {
  const [next] = await listIncompleteSegments(services.store.db);
  if (!next) return false;
  const { projectId, id } = next;
  // Who was storing events when the rule changed may have looked at new people under the old one: that is waited for.
  if (next.workedTo === null) await services.store.withTransaction(holdEventWrites);
  await services.store.withTransaction(async (tx) => {
    // One server at a time works on a project's segments, and nobody changes them meanwhile.
    await lockSegmentSet(tx, projectId);
    const row = await getSegmentRow(tx, projectId, id);
    if (!row || row.complete) return;
    const ids = await lockNextProfiles(tx, projectId, { afterId: row.workedTo ?? undefined, limit: PEOPLE });
    const project = await services.segments.read(tx, projectId);
    const place = project?.segments.findIndex((segment) => segment.id === id) ?? -1;
    if (project && place >= 0 && ids.length > 0) {
      const profiles = await lockProfiles(tx, projectId, ids);
      const people = profiles.map(({ id: profileId, mergedInto: _, ...state }) => {
        return { profileId, state, segments: new Set([place]), events: [], isNew: false };
      });
      await assessPeople(tx, services, projectId, project, people, { nowMs: services.now(), announce: false });
    }
    const complete = ids.length < PEOPLE;
    await markSegmentWorked(tx, { projectId, id, workedTo: ids.at(-1) ?? row.workedTo, complete });
  });
  return true;
}
