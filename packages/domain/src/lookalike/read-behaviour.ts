import { getCatalogItems } from "@rapport/store/queries/catalog";
import type { BehaviourRow } from "@rapport/store/queries/lookalike";
import { listBehaviour, listBehaviourOfEvents } from "@rapport/store/queries/lookalike";
import { findPageEnd } from "@rapport/store/queries/trait-events";
import type { Context } from "../context.ts";
import { behaviourFeatures } from "./behaviour-features.ts";

const PAGE = 2_000;
const EVENTS_PAGE = 10_000;
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Weights by feature of one person. */
export type PersonFeatures = { id: string; features: Map<string, number> };

/** What everybody does, page by page. */
export async function* everybody(ctx: Context): AsyncGenerator<PersonFeatures[]> {
  const { store, projectId } = ctx;
  for (let afterId = NOBODY; ; ) {
    const rows = await listBehaviour(store.db, { projectId, afterId, limit: PAGE });
    yield await toFeatures(ctx, rows);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    afterId = last.id;
  }
}

/** What the people of these events do by now, page by page. */
export async function* peopleOfEvents(
  ctx: Context,
  { from, throughSeq }: { from: number; throughSeq: number },
): AsyncGenerator<PersonFeatures[]> {
  const { store, projectId } = ctx;
  for (let afterSeq = from; ; ) {
    const end = await findPageEnd(store.db, { projectId, afterSeq, throughSeq, limit: EVENTS_PAGE });
    if (end === undefined) return;
    yield await toFeatures(ctx, await listBehaviourOfEvents(store.db, { projectId, afterSeq, throughSeq: end }));
    afterSeq = end;
  }
}

async function toFeatures({ store, projectId }: Context, rows: readonly BehaviourRow[]): Promise<PersonFeatures[]> {
  const ids = new Set(rows.flatMap(({ recentItems }) => recentItems.map(([itemId]) => itemId)));
  const items = ids.size === 0 ? [] : await getCatalogItems(store.db, projectId, [...ids]);
  const categories = new Map(items.map((item) => [item.id, item.categories]));
  return rows.map((row) => ({ id: row.id, features: behaviourFeatures(row, (item) => categories.get(item) ?? []) }));
}
