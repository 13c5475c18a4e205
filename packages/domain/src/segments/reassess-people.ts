import type { Database } from "@rapport/store/database";
import type { Context } from "../context.ts";
import type { ProfileState } from "../profiles/profile-state.ts";
import { assessPeople } from "./assess-people.ts";
import type { Assessment } from "./assessment.ts";
import { NOTHING_ASSESSED } from "./assessment.ts";

/**
 * Forgets what was remembered of these people and looks at them anew, under all segments: their events are other ones now.
 * The profiles must be locked; announce the answer after the commit.
 */
export async function reassessPeople(
  tx: Database,
  ctx: Context,
  people: readonly { profileId: string; state: ProfileState }[],
): Promise<Assessment> {
  const project = await ctx.segments.read(tx, ctx.projectId);
  if (!project) return NOTHING_ASSESSED;
  const assessed = people.map((person) => {
    return { ...person, segments: "all" as const, events: [], isNew: false, absorbed: [] };
  });
  return assessPeople(tx, ctx, ctx.projectId, project, assessed, { nowMs: ctx.now(), announce: true });
}
