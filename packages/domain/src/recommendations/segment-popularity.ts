import type { ItemCounts } from "@rapport/engine/group-popularity";
import { blendGroupPopularity } from "@rapport/engine/group-popularity";
import type { Store } from "@rapport/store/database";
import { countRememberedItems } from "@rapport/store/queries/segment-items";
import { readMemberships } from "@rapport/store/queries/segment-members";
import type { Context } from "../context.ts";

/** Counts are good for this long: popularity of a group does not turn in a minute. */
const KEPT_MS = 60_000;
/** What is counted: people seen last, and the items they remember most. */
const COUNTED = { people: 5_000, items: 1_000 } as const;
/** Segments of one person that speak for them, the smallest first: those of nearly everybody say nothing. */
const MOST_SEGMENTS = 5;
/** Groups whose counts are kept in memory, all projects together: some 100 KB each. */
const MOST_KEPT = 200;

type Kept = { counts: Promise<ItemCounts>; untilMs: number };

/** By store, because processes of a test share this module. */
const kept = new WeakMap<Store, Map<string, Kept>>();

/** What is popular in a segment, drawn to what is popular with everybody. */
export async function popularityOfSegment(ctx: Context, segmentId: string): Promise<Map<string, number>> {
  const everybody = await countsOf(ctx, undefined);
  return blendGroupPopularity(everybody, [await countsOf(ctx, segmentId)], categoriesOf(ctx));
}

/** What is popular with people of the same segments; undefined for a person who is in none. */
export async function popularityFor(ctx: Context, profileId: string): Promise<Map<string, number> | undefined> {
  const memberships = await readMemberships(ctx.store.db, ctx.projectId, [profileId]);
  const groups = await Promise.all(memberships.map(({ segmentId }) => countsOf(ctx, segmentId)));
  const telling = groups
    .filter(({ total }) => total > 0)
    .sort((left, right) => left.total - right.total)
    .slice(0, MOST_SEGMENTS);
  return telling.length === 0
    ? undefined
    : blendGroupPopularity(await countsOf(ctx, undefined), telling, categoriesOf(ctx));
}

/** The first category of an item is the one that it stands in. */
function categoriesOf({ recommenders, projectId }: Context): (itemId: string) => string | undefined {
  const { items } = recommenders.get(projectId).shelf;
  return (itemId) => items.get(itemId)?.categories[0];
}

function countsOf({ store, projectId, now }: Context, segmentId: string | undefined): Promise<ItemCounts> {
  const own = kept.get(store) ?? new Map<string, Kept>();
  kept.set(store, own);
  const key = `${projectId}\0${segmentId ?? ""}`;
  const known = own.get(key);
  if (known && now() < known.untilMs) return known.counts;
  const counts = countRememberedItems(store.db, { projectId, segmentId, ...COUNTED });
  own.delete(key);
  own.set(key, { counts, untilMs: now() + KEPT_MS });
  // What failed is not kept; the caller hears of it.
  counts.catch(() => own.delete(key));
  for (const oldest of own.keys()) {
    if (own.size <= MOST_KEPT) break;
    own.delete(oldest);
  }
  return counts;
}
