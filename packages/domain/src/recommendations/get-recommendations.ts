import type { RecommendedItem } from "@rapport/contracts/catalog";
import { newId } from "@rapport/contracts/ids";
import type {
  Explanation,
  Recommendation,
  RecommendationAnswer,
  recommendationQuerySchema,
} from "@rapport/contracts/recommendations";
import type { HistoryEntry, RankedItem } from "@rapport/engine/recommender";
import { getCatalogItems } from "@rapport/store/queries/catalog";
import type { ProfileRow } from "@rapport/store/queries/profiles";
import { getProfileRowByIdentity } from "@rapport/store/queries/profiles";
import type { z } from "zod";
import type { Shelf, ShelvedItem } from "../catalog/shelf.ts";
import type { Context } from "../context.ts";
import { requireProfile } from "../profiles/find-profile.ts";
import { isStoreAway } from "../store-away.ts";
import { explain } from "./explain.ts";
import type { ItemAction } from "./extract-interactions.ts";
import { ACTION_WEIGHTS } from "./extract-interactions.ts";

export type GetRecommendationsInput = Omit<z.output<typeof recommendationQuerySchema>, "after" | "waitMs"> & {
  /** User id or public profile id of somebody who must be there; instead of the other ids. */
  id?: string | undefined;
  /** True when the caller waited for an offset in vain. */
  stale?: boolean | undefined;
  /** True while the server has no room for reads: answered from the model in memory, without the person's history. */
  overloaded?: boolean | undefined;
};

type Degraded = RecommendationAnswer["degraded"][number];

/**
 * What a person should see next: candidates from the project's model, scored, re-ranked and explained; logged under a
 * decision id. People without a history get what is popular, and the answer says so.
 */
export async function getRecommendations(ctx: Context, input: GetRecommendationsInput): Promise<RecommendationAnswer> {
  const { recommender, shelf, warming } = await openModel(ctx, input.overloaded === true);
  const degraded = new Set<Degraded>(input.stale ? ["after"] : []);
  const read = readerOf(ctx, input.overloaded === true, degraded);
  const profile = await read(() => findPerson(ctx, input), undefined);
  const history = historyOf(profile, input.itemId, ctx.now());
  const ranked = recommender.recommend({
    history,
    exclude: new Set(input.exclude),
    limit: input.limit,
    nowMs: ctx.now(),
    ...(input.category === undefined ? {} : { category: input.category }),
  });
  const items = await showItems(ctx, shelf, ranked, read);
  if (warming) degraded.add("warming");
  if (recommender.stats.items === 0) degraded.add("no_catalog");
  if (history.length === 0) degraded.add("no_history");
  const decisionId = newId("decision", ctx.now(), ctx.randomBytes(10));
  // A marketer who looks at what would be shown has shown nothing: learning must not see it.
  if (ctx.actor.kind !== "console") logDecision(ctx, { decisionId, profile, placement: input.placement, ranked });
  return {
    decisionId,
    placement: input.placement,
    recommendations: ranked.map((item, position) => toRecommendation(item, position, history, items)),
    degraded: [...degraded],
  };
}

/** Longest that an answer waits for a model that holds nothing yet: the first question after a start, or of a new project. */
const FIRST_LOAD_MS = 500;

/** The project's model; one without any item is waited for, because an answer from it would be empty. */
async function openModel(ctx: Context, overloaded: boolean) {
  const first = ctx.recommenders.get(ctx.projectId);
  if (!first.warming || first.recommender.stats.items > 0 || overloaded) return first;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, FIRST_LOAD_MS);
  });
  await Promise.race([ctx.recommenders.ready(ctx.projectId), late]);
  clearTimeout(timer);
  return ctx.recommenders.get(ctx.projectId);
}

type Reader = <T>(read: () => Promise<T>, fallback: T) => Promise<T>;

/** Reads from the store; where it does not answer, or nobody may ask it, `fallback` has to do, and the answer says so. */
function readerOf(ctx: Context, overloaded: boolean, degraded: Set<Degraded>): Reader {
  return async <T>(read: () => Promise<T>, fallback: T): Promise<T> => {
    if (overloaded) degraded.add("overload");
    if (overloaded || degraded.has("store")) return fallback;
    try {
      return await read();
    } catch (error) {
      if (!isStoreAway(error)) throw error;
      degraded.add("store");
      ctx.log.warn("Recommendations are answered without the store", { projectId: ctx.projectId });
      return fallback;
    }
  };
}

function logDecision(
  ctx: Context,
  decision: {
    decisionId: string;
    profile: ProfileRow | undefined;
    placement: string;
    ranked: readonly RankedItem[];
  },
): void {
  ctx.decisions.add({
    projectId: ctx.projectId,
    id: decision.decisionId,
    profileId: decision.profile?.id ?? null,
    placement: decision.placement,
    items: decision.ranked.map(({ itemId, score, generators }) => ({ itemId, score, generators })),
    decidedAt: new Date(ctx.now()),
  });
}

async function findPerson(ctx: Context, input: GetRecommendationsInput): Promise<ProfileRow | undefined> {
  const { store, projectId } = ctx;
  if (input.id !== undefined) return requireProfile(ctx, input.id);
  if (input.userId !== undefined) {
    const row = await getProfileRowByIdentity(store.db, projectId, { kind: "user", value: input.userId });
    if (row) return row;
  }
  if (input.anonymousId === undefined) return undefined;
  return getProfileRowByIdentity(store.db, projectId, { kind: "anonymous", value: input.anonymousId });
}

function historyOf(profile: ProfileRow | undefined, itemId: string | undefined, nowMs: number): HistoryEntry[] {
  const history = (profile?.recentItems ?? []).map(([id, action, timestampMs]): HistoryEntry => {
    const weight = ACTION_WEIGHTS[action as ItemAction] ?? 1; // as: the fold wrote it; an action of a later version weighs 1
    return { itemId: id, action, weight, timestampMs };
  });
  if (itemId !== undefined) history.push({ itemId, action: "viewed", weight: 1, timestampMs: nowMs });
  return history;
}

/** What is shown of the items: from memory, and from the store those that memory does not hold yet. */
async function showItems(
  ctx: Context,
  shelf: Shelf,
  ranked: readonly RankedItem[],
  read: Reader,
): Promise<Map<string, RecommendedItem>> {
  const ids = new Set(ranked.flatMap((item) => [item.itemId, ...item.because.map((evidence) => evidence.itemId)]));
  const shown = new Map<string, RecommendedItem>();
  const missing: string[] = [];
  for (const id of ids) {
    const item = shelf.items.get(id);
    if (item) shown.set(id, showItem(item));
    else missing.push(id);
  }
  const found = await read(() => getCatalogItems(ctx.store.db, ctx.projectId, missing), []);
  for (const item of found) shown.set(item.id, showItem(item));
  return shown;
}

/** Without what a shop keeps to itself: a public key reads this. */
function showItem({ costCents: _, stock: __, ...item }: ShelvedItem): RecommendedItem {
  const { embedding: ___, ...shown } = { embedding: null, ...item };
  return shown;
}

function toRecommendation(
  ranked: RankedItem,
  position: number,
  history: readonly HistoryEntry[],
  items: ReadonlyMap<string, RecommendedItem>,
): Recommendation {
  const explanation: Explanation = explain(ranked, history, items);
  return { itemId: ranked.itemId, score: ranked.score, position, explanation, item: items.get(ranked.itemId) ?? null };
}
