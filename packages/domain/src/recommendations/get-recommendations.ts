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
import { explain } from "./explain.ts";
import type { ItemAction } from "./extract-interactions.ts";
import { ACTION_WEIGHTS } from "./extract-interactions.ts";

export type GetRecommendationsInput = Omit<z.output<typeof recommendationQuerySchema>, "after" | "waitMs"> & {
  /** Given instead of ids when the caller has found the person already. */
  profile?: ProfileRow | undefined;
  /** True when the caller waited for an offset in vain. */
  stale?: boolean | undefined;
  /** True while the server has no room for reads: answered from the model in memory, without the person's history. */
  overloaded?: boolean | undefined;
};

/**
 * What a person should see next: candidates from the project's model, scored, re-ranked and explained; logged under a
 * decision id. People without a history get what is popular, and the answer says so.
 */
export async function getRecommendations(ctx: Context, input: GetRecommendationsInput): Promise<RecommendationAnswer> {
  const { recommender, warming } = ctx.recommenders.get(ctx.projectId);
  const profile = input.overloaded ? undefined : (input.profile ?? (await findPerson(ctx, input)));
  const history = historyOf(profile, input.itemId, ctx.now());
  const ranked = recommender.recommend({
    history,
    exclude: new Set(input.exclude),
    limit: input.limit,
    nowMs: ctx.now(),
    ...(input.category === undefined ? {} : { category: input.category }),
  });
  const items = input.overloaded ? new Map<string, CatalogItem>() : await itemsById(ctx, ranked);
  const decisionId = newId("decision", ctx.now(), ctx.randomBytes(10));
  // A marketer who looks at what would be shown has shown nothing: learning must not see it.
  if (ctx.actor.kind !== "console") logDecision(ctx, { decisionId, profile, placement: input.placement, ranked });
  return {
    decisionId,
    placement: input.placement,
    recommendations: ranked.map((item, position) => toRecommendation(item, position, history, items)),
    degraded: [
      ...(input.stale ? (["after"] as const) : []),
      ...(input.overloaded ? (["overload"] as const) : []),
      ...(warming ? (["warming"] as const) : []),
      ...(recommender.stats.items === 0 ? (["no_catalog"] as const) : []),
      ...(history.length === 0 ? (["no_history"] as const) : []),
    ],
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
