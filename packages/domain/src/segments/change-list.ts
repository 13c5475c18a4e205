import { lockProfiles } from "@rapport/store/queries/profiles";
import { addToList, countLists, readListsOf, removeFromList } from "@rapport/store/queries/segment-lists";
import type { Context } from "../context.ts";
import { findProfiles } from "../profiles/find-profiles.ts";
import { assessPeople } from "./assess-people.ts";
import { NOTHING_ASSESSED } from "./assessment.ts";

export type ChangeListInput = { list: string; add: readonly string[]; remove: readonly string[] };

/** Puts people on a list that is kept by hand, and takes others off; who is named in both is on it. */
export async function changeList(
  ctx: Context,
  { list, add, remove }: ChangeListInput,
): Promise<{ added: number; removed: number; unknown: string[] }> {
  const { store, projectId } = ctx;
  const found = await findProfiles(ctx, [...new Set([...add, ...remove])]);
  const idsOf = (names: readonly string[]) => [...new Set(names.flatMap((name) => found.get(name) ?? []))];
  const [wanted, unwanted] = [idsOf(add), idsOf(remove)];
  let assessment = NOTHING_ASSESSED;
  const changed = await store.withTransaction(async (tx) => {
    const ids = [...new Set([...wanted, ...unwanted])];
    const profiles = await lockProfiles(tx, projectId, ids);
    const before = new Set(
      (await readListsOf(tx, projectId, ids)).flatMap((row) => (row.list === list ? [row.profileId] : [])),
    );
    const added = wanted.filter((id) => !before.has(id));
    const removed = unwanted.filter((id) => before.has(id) && !wanted.includes(id));
    await addToList(tx, { projectId, list, profileIds: added, addedAt: new Date(ctx.now()).toISOString() });
    await removeFromList(tx, { projectId, list, profileIds: removed });
    const project = await ctx.segments.read(tx, projectId);
    if (project && project.touches.byList.size > 0) {
      const people = profiles
        .filter(({ mergedInto }) => mergedInto === null)
        .map(({ id: profileId, mergedInto: _, ...state }) => {
          return { profileId, state, segments: project.touches.byList, events: [], isNew: false };
        });
      assessment = await assessPeople(tx, ctx, projectId, project, people, { nowMs: ctx.now(), announce: true });
    }
    return { added: added.length, removed: removed.length };
  });
  ctx.segments.announce(assessment);
  return { ...changed, unknown: [...new Set([...add, ...remove])].filter((name) => !found.has(name)) };
}

/** The lists of a project and how many people are on each; `name` narrows them to those that contain it. */
export async function listLists(
  { store, projectId }: Context,
  { name = "" }: { name?: string | undefined },
): Promise<{ data: { name: string; people: number }[] }> {
  const lists = await countLists(store.db, projectId);
  return { data: lists.filter((list) => list.name.toLowerCase().includes(name.toLowerCase())) };
}
