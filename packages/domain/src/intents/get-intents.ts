import type { Intent, IntentReason, UserIntents } from "@rapport/contracts/intents";
import { INTENT_LIMITS } from "@rapport/contracts/intents";
import { expectPurchases, probabilityAlive } from "@rapport/engine/bg-nbd";
import { predictScore } from "@rapport/engine/boosted-model";
import { calibrate } from "@rapport/engine/calibrator";
import { expectValue } from "@rapport/engine/gamma-gamma";
import { preferHours } from "@rapport/engine/hour-preference";
import { predictNextAction } from "@rapport/engine/next-action";
import { readActions } from "@rapport/store/queries/intents";
import type { Context } from "../context.ts";
import { requireProfile } from "../profiles/find-profile.ts";
import type { ActionHistories, ActionHistory } from "./action-history.ts";
import { DAY_MS, EVENTS_PER_PERSON, LOOK_BACK_DAYS, toHistories } from "./action-history.ts";
import { buildFeatures } from "./build-features.ts";
import { describeFeature } from "./describe-feature.ts";
import { countHours } from "./fit-habits.ts";
import { toCustomer } from "./fit-purchases.ts";
import type { ActiveIntent } from "./intent-models.ts";
import type { IntentContents } from "./model-file.ts";

/** Reasons that an answer names; the rest is summed up. */
const MAX_REASONS = 6;

/**
 * What is to be expected of a person, from the events until now: calibrated probabilities with the features that made them, next
 * actions, purchases and hours. Reads 2,000 events at most. @throws RapportError not_found when nobody has this id
 */
export async function getIntents(ctx: Context, userId: string): Promise<UserIntents> {
  const profile = await requireProfile(ctx, userId);
  const atMs = ctx.now();
  const [models, rows] = await Promise.all([
    ctx.intents.get(ctx.projectId),
    readActions(ctx.store.db, {
      projectId: ctx.projectId,
      profileIds: [profile.id],
      from: new Date(atMs - LOOK_BACK_DAYS * DAY_MS),
      to: new Date(atMs),
      limit: EVENTS_PER_PERSON,
    }),
  ]);
  const histories = toHistories(rows);
  const [history = EMPTY] = histories.people;
  return {
    userId: profile.userId ?? userId,
    at: new Date(atMs).toISOString(),
    intents: models.flatMap((active) => predictGoal(active, history, histories.actionNames, atMs)),
    nextActions: predictActions(pick(models, "next_action"), history, histories.actionNames),
    purchases: predictPurchases(pick(models, "purchases"), history, histories, atMs),
    sendTime: predictHours(pick(models, "send_time"), history),
  };
}

const EMPTY: ActionHistory = {
  profileId: "",
  actions: new Int32Array(),
  timesMs: new Float64Array(),
  values: new Float64Array(),
  identified: new Uint8Array(),
};

function pick<K extends keyof IntentContents>(models: readonly ActiveIntent[], kind: K): IntentContents[K] | undefined {
  const found = models.find(({ intent }) => intent.kind === kind)?.intent.model;
  return found as IntentContents[K] | undefined; // as: it was found by its kind
}

function predictGoal(
  { row, intent, explainer }: ActiveIntent,
  history: ActionHistory,
  actionNames: readonly string[],
  atMs: number,
): Intent[] {
  if (intent.kind !== "propensity" || explainer === undefined) return [];
  const { definition, plan, trees, calibrator, baseRate } = intent.model;
  const numberOf = new Map(actionNames.map((name, index) => [name, index]));
  const features = buildFeatures(history, atMs, plan, numberOf);
  const contributions = new Float64Array(features.length);
  explainer.explain(features, contributions);
  const score = predictScore(trees, features);
  const reasons = explain(trees.featureNames, features, contributions);
  const shown = reasons.slice(0, MAX_REASONS);
  return [
    {
      goal: row.name,
      horizonDays: definition.horizonDays,
      probability: calibrate(calibrator, score),
      baseRate,
      modelId: row.id,
      modelVersion: row.version,
      baseScore: explainer.expectedScore,
      score,
      reasons: shown,
      otherContribution: reasons.slice(MAX_REASONS).reduce((sum, { contribution }) => sum + contribution, 0),
    },
  ];
}

function explain(names: readonly string[], features: Float64Array, contributions: Float64Array): IntentReason[] {
  return names
    .map((feature, index) => {
      const value = features[index] ?? Number.NaN;
      const contribution = contributions[index] ?? 0;
      return {
        feature,
        text: describeFeature(feature, value),
        value: Number.isNaN(value) ? null : value,
        contribution,
      };
    })
    .sort((left, right) => Math.abs(right.contribution) - Math.abs(left.contribution));
}

function predictActions(
  model: IntentContents["next_action"] | undefined,
  history: ActionHistory,
  actionNames: readonly string[],
): UserIntents["nextActions"] {
  if (model === undefined) return [];
  const rest = model.actionNames.length - 1;
  const numberOf = new Map(model.actionNames.map((name, index) => [name, index]));
  const recent = history.actions.slice(-model.markov.order);
  const probabilities = predictNextAction(
    model.markov,
    Array.from(recent, (action) => numberOf.get(actionNames[action] ?? "") ?? rest),
  );
  return Array.from(probabilities, (probability, action) => ({ action: model.actionNames[action] ?? "", probability }))
    .sort((left, right) => right.probability - left.probability)
    .slice(0, INTENT_LIMITS.nextActions);
}

/** Purchases to be expected of a person, and their value; null for somebody who never bought. */
export function predictPurchases(
  model: IntentContents["purchases"] | undefined,
  history: ActionHistory,
  { actionNames }: ActionHistories,
  atMs: number,
): UserIntents["purchases"] {
  if (model === undefined) return null;
  const customer = toCustomer(history, actionNames.indexOf(model.goalAction), atMs);
  if (customer === undefined) return null;
  const { horizonDays, rate, value } = model;
  const expected = expectPurchases(rate, customer, horizonDays);
  const averageValue = value && customer.purchases > 0 ? expectValue(value, customer) : null;
  return {
    horizonDays,
    expected,
    alive: probabilityAlive(rate, customer),
    averageValue,
    expectedValue: averageValue === null ? null : averageValue * expected,
  };
}

function predictHours(model: IntentContents["send_time"] | undefined, history: ActionHistory): UserIntents["sendTime"] {
  return model === undefined ? null : preferHours(countHours([history], -Infinity, Infinity), model.hourCounts);
}
