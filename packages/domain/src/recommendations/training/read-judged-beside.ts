import type { JudgedBeside } from "@rapport/engine/training/judge-figures";
import { readMemberships } from "@rapport/store/queries/segment-members";
import type { Context } from "../../context.ts";

/** People whose segments are read, a page at a time: judges are among them, and nobody asks about a few of a million. */
const BOUNDS = { people: 100_000, page: 5_000, segments: 20 } as const;

/** The largest segments of those who may judge a training run, and the categories of its items. */
export async function readJudgedBeside(
  ctx: Context,
  personIds: readonly string[],
  itemIds: readonly string[],
): Promise<JudgedBeside> {
  const numbers = new Map(personIds.map((id, number) => [id, number]));
  const members = new Map<string, number[]>();
  for (let from = 0; from < Math.min(personIds.length, BOUNDS.people); from += BOUNDS.page) {
    const page = personIds.slice(from, from + BOUNDS.page);
    for (const { segmentId, profileId } of await readMemberships(ctx.store.db, ctx.projectId, page)) {
      const own = members.get(segmentId) ?? [];
      members.set(segmentId, own);
      own.push(numbers.get(profileId) ?? -1);
    }
  }
  const largest = [...members].sort(([, left], [, right]) => right.length - left.length).slice(0, BOUNDS.segments);
  return {
    groups: largest.map(([name, users]) => ({ name, users: Int32Array.from(users) })),
    categories: readCategories(ctx, itemIds),
  };
}

function readCategories(ctx: Context, itemIds: readonly string[]): number[][] | undefined {
  const { items } = ctx.recommenders.get(ctx.projectId).shelf;
  const numbers = new Map<string, number>();
  const categories = itemIds.map((id) =>
    (items.get(id)?.categories ?? []).map((name) => {
      const number = numbers.get(name) ?? numbers.size;
      numbers.set(name, number);
      return number;
    }),
  );
  return numbers.size === 0 ? undefined : categories;
}
