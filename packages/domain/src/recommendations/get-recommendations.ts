import type { RecommendedItem } from "@rapport/contracts/catalog";
import { newId } from "@rapport/contracts/ids";
import type {
  Recommendation,
  RecommendationAnswer,
  recommendationQuerySchema,
} from "@rapport/contracts/recommendations";
import type { HistoryEntry } from "@rapport/engine/recommender";
import type { z } from "zod";
import type { Actor, Context } from "../context.ts";
import type { Explored } from "../placements/explore-slot.ts";
import { exploreSlot } from "../placements/explore-slot.ts";
import { isHeldOut } from "../placements/holdout.ts";
import type { ActivePlacement } from "../placements/placement-book.ts";
import type { PlacedItem } from "../placements/rank-items.ts";
import { requireSegment } from "../segments/get-segment.ts";
import { chooseItems } from "./choose-items.ts";
import type { PopularWith } from "./explain.ts";
import { explain, latestEntries } from "./explain.ts";
import type { Degraded, Reader } from "./find-subject.ts";
import { findPerson, historyOf, presentItems, readerOf, subjectIdOf } from "./find-subject.ts";
import { popularityFor, popularityOfSegment } from "./segment-popularity.ts";
import { showItems } from "./show-items.ts";

type ParsedQuery = z.output<typeof recommendationQuerySchema>;
export type GetRecommendationsInput = Omit<ParsedQuery, "after" | "waitMs"> & {
  /** User id or public profile id of somebody who must be there; instead of the other ids. */
  id?: string | undefined;
  /** True when the caller names an offset: what memory holds of the person may be older. */
  fresh?: boolean | undefined;
  /** True when the caller waited for an offset in vain. */
  stale?: boolean | undefined;
  /** True while the server has no room for reads: answered from the model in memory, without the person's history. */
  overloaded?: boolean | undefined;
};

/**
 * What a person should see next: candidates from the project's model, ranked by the rules of the placement, explained,
 * and logged under a decision id. People without a history get what is popular, and the answer says so.
 */
export async function getRecommendations(ctx: Context, input: GetRecommendationsInput): Promise<RecommendationAnswer> {
  const degraded = new Set<Degraded>(input.stale ? ["after"] : []);
  const read = readerOf(ctx, input.overloaded === true, degraded);
  const active = await ctx.placements.get(ctx.projectId, input.placement);
  const { recommender, shelf, warming } = await openModel(ctx, input.overloaded === true);
  const nowMs = ctx.now();
  const subject = await readSubject(ctx, input, active, read, degraded);
  const { past, present, subjectId, heldOut } = subject;
  const { placement } = active;
  const { category, exclude, limit } = input;
  const group = await readGroup(ctx, input, subject, read);
  const popularWith = group?.popularWith ?? (placement.strategy === "trending" ? "lately" : undefined);
  const shared = { recommender, shelf, placement, past, present, category, exclude, limit, nowMs, heldOut };
  const { list, fellBack } = chooseItems({ ...shared, popularity: group?.popularity });
  const decisionId = newId("decision", nowMs, ctx.randomBytes(10));
  const context = slotContext(input, past, nowMs);
  const explored = heldOut || input.overloaded ? undefined : exploreSlot(list, { active, shelf, context, decisionId });
  const items = await showItems(ctx, shelf, list, read);
  if (warming) degraded.add("warming");
  if (recommender.stats.items === 0) degraded.add("no_catalog");
  if (past.length + present.length === 0) degraded.add("no_history");
  if (fellBack) degraded.add("fallback");
  const latest = latestEntries([...past, ...present]);
  const recommendations = list.map((item, position) => ({
    ...toRecommendation(item, position, items),
    explanation: explain(item, latest, items, heldOut ? undefined : popularWith),
  }));
  // A marketer who looks at what would be shown has shown nothing: learning must not see it.
  if (!isMarketer(ctx.actor))
    logDecision(ctx, { decisionId, input, subjectId, recommendations, heldOut, explored, nowMs });
  return {
    decisionId,
    placement: input.placement,
    recommendations,
    degraded: [...degraded],
    ...(explored && { exploration: explored.answer }),
    ...(heldOut && { holdout: true }),
  };
}

function isMarketer({ kind }: Actor): boolean {
  return kind === "console" || kind === "member";
}

/** Whom the list is for and what is known of them, as far as they agree to it. */
async function readSubject(
  ctx: Context,
  input: GetRecommendationsInput,
  active: ActivePlacement,
  read: Reader,
  degraded: Set<Degraded>,
) {
  const { holdout, needsConsent, name } = active.placement;
  const present = presentItems(input, ctx.now());
  if (input.consent === false || (needsConsent && input.consent !== true)) {
    degraded.add("no_consent");
    return { past: [], present, subjectId: undefined, profileId: undefined, heldOut: false };
  }
  const profile = await read(() => findPerson(ctx, input), undefined);
  const subjectId = subjectIdOf(ctx, profile, input);
  const heldOut = isHeldOut({ projectId: ctx.projectId, placement: name, share: holdout, subjectId });
  return { past: historyOf(profile), present, subjectId, profileId: profile?.id, heldOut };
}

/** Whose popularity counts in place of everybody's: that of a segment that was asked for, or of a cold person's own. */
async function readGroup(
  ctx: Context,
  { segmentId }: GetRecommendationsInput,
  { past, present, profileId }: Awaited<ReturnType<typeof readSubject>>,
  read: Reader,
): Promise<{ popularity: ReadonlyMap<string, number>; popularWith: PopularWith } | undefined> {
  if (segmentId !== undefined) {
    await read(() => requireSegment(ctx, segmentId), undefined);
    const popularity = await read(() => popularityOfSegment(ctx, segmentId), undefined);
    return popularity && { popularity, popularWith: "segment" };
  }
  if (profileId === undefined || past.length + present.length > 0) return undefined;
  const popularity = await read(() => popularityFor(ctx, profileId), undefined);
  return popularity && { popularity, popularWith: "segments" };
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

function slotContext({ context }: GetRecommendationsInput, past: readonly HistoryEntry[], nowMs: number) {
  return { isMobile: context.device === "mobile", isKnown: past.length > 0, hour: new Date(nowMs).getUTCHours() };
}

type Decision = {
  decisionId: string;
  input: GetRecommendationsInput;
  subjectId: string | undefined;
  recommendations: readonly Recommendation[];
  heldOut: boolean;
  explored: Explored | undefined;
  nowMs: number;
};

function logDecision(ctx: Context, decision: Decision): void {
  const { decisionId, input, subjectId, recommendations, heldOut, explored, nowMs } = decision;
  ctx.decisions.add({
    projectId: ctx.projectId,
    id: decisionId,
    profileId: subjectId ?? null,
    placement: input.placement,
    items: recommendations.map(({ itemId, score, explanation: { generators }, rules }) => ({
      itemId,
      score,
      generators,
      ...(rules && { rules }),
    })),
    decidedAt: new Date(nowMs),
    context: Object.keys(input.context).length === 0 ? null : input.context,
    holdout: heldOut,
    ...explored?.log,
  });
}

/** What a report can show of a score: all 17 digits would be a good part of an answer's bytes. */
const SCORE_STEPS = 1e6;

function toRecommendation(
  placed: PlacedItem,
  position: number,
  items: ReadonlyMap<string, RecommendedItem>,
): Omit<Recommendation, "explanation"> {
  const { itemId, score, rules } = placed;
  const item = items.get(itemId) ?? null;
  return {
    itemId,
    score: Math.round(score * SCORE_STEPS) / SCORE_STEPS,
    position,
    ...(rules.length > 0 && { rules }),
    item,
  };
}
