import { listVisits } from "@rapport/store/queries/trait-origins";
import type { Context } from "../context.ts";
import { requireProfile } from "./find-profile.ts";

/** Events of a person that are read, the latest. */
const MAX_EVENTS = 20_000;
const MAX_LISTED = 20;

/** Visits of one person, as their client numbered them. @throws RapportError `not_found` */
export async function getVisits(ctx: Context, id: string) {
  const profile = await requireProfile(ctx, id);
  const { visits, read } = await listVisits(ctx.store.db, {
    projectId: ctx.projectId,
    profileId: profile.id,
    limit: MAX_EVENTS,
  });
  const seconds = visits.map(({ startedAt, endedAt }) => (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000);
  return {
    count: visits.length,
    averageSeconds: visits.length === 0 ? null : seconds.reduce((a, b) => a + b, 0) / visits.length,
    lastStartedAt: visits[0]?.startedAt ?? null,
    isComplete: read < MAX_EVENTS,
    data: visits.slice(0, MAX_LISTED),
  };
}
