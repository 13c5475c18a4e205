import type { CatalogItem } from "@rapport/contracts/catalog";
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
  const { recommender, warming } = ctx.recommenders.get(ctx.projectId);
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
  const items = await read(() => itemsById(ctx, ranked), new Map<string, CatalogItem>());
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

/** Reads from the store; where it does not answer, or nobody may ask it, `fallback` has to do, and the answer says so. */
function readerOf(ctx: Context, overloaded: boolean, degraded: Set<Degraded>) {
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

async function itemsById(ctx: Context, ranked: readonly RankedItem[]): Promise<Map<string, CatalogItem>> {
  const ids = new Set(ranked.flatMap((item) => [item.itemId, ...item.because.map((evidence) => evidence.itemId)]));
  const items = await getCatalogItems(ctx.store.db, ctx.projectId, [...ids]);
  return new Map(items.map((item) => [item.id, item]));
}

function toRecommendation(
  ranked: RankedItem,
  position: number,
  history: readonly HistoryEntry[],
  items: ReadonlyMap<string, CatalogItem>,
): Recommendation {
  const explanation: Explanation = explain(ranked, history, items);
  return { itemId: ranked.itemId, score: ranked.score, position, explanation, item: items.get(ranked.itemId) ?? null };
}
