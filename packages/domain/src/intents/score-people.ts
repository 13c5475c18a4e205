import { predictScore } from "@rapport/engine/boosted-model";
import { calibrate } from "@rapport/engine/calibrator";
import { readStoreSeq } from "@rapport/store/queries/events";
import { readActions } from "@rapport/store/queries/intents";
import type { ScoreMarkRow, ScoreRow } from "@rapport/store/queries/profile-scores";
import { getScoreMark, putScoreMark } from "@rapport/store/queries/profile-scores";
import type { Context } from "../context.ts";
import type { RunningJob } from "../jobs/job-handler.ts";
import { peopleOfEvents, peopleSeen } from "../profiles/walk-people.ts";
import type { ActionHistories, ActionHistory } from "./action-history.ts";
import { DAY_MS, EVENTS_PER_PERSON, LOOK_BACK_DAYS, toHistories } from "./action-history.ts";
import { buildFeatures } from "./build-features.ts";
import { predictPurchases } from "./get-intents.ts";
import type { ActiveIntent } from "./intent-models.ts";
import { forgetScores, keepScores } from "./keep-scores.ts";

/** Silence changes probabilities, too: everybody is scored again after so long. */
const EVERYBODY_AFTER_MS = 20 * 3_600_000;

/**
 * Asks the active models about people and keeps what they say, for segments and triggers to compare with: those who did
 * something since the last time; everybody of the last 180 days once a day and after a model has changed.
 * @returns how many people were scored
 */
export async function scorePeople(
  ctx: Context,
  job?: Pick<RunningJob<unknown>, "signal" | "report">,
): Promise<{ people: number }> {
  const { store, projectId } = ctx;
  const models = await ctx.intents.get(projectId);
  const mark = await getScoreMark(store.db, projectId);
  if (models.length === 0 && !mark) return { people: 0 };
  const throughSeq = await readStoreSeq(store.db);
  const startedAt = new Date(ctx.now());
  const modelIds = models.map(({ row }) => row.id).sort();
  const isPart = mark !== undefined && isCurrent(mark, modelIds, startedAt);
  if (isPart && mark.throughSeq >= throughSeq) return { people: 0 };
  let people = 0;
  for await (const ids of isPart
    ? peopleOfEvents(ctx, mark.throughSeq, throughSeq)
    : peopleSeen(ctx, ctx.now() - LOOK_BACK_DAYS * DAY_MS)) {
    job?.signal.throwIfAborted();
    await keepScores(ctx, await scorePage(ctx, models, ids));
    people += ids.length;
    job?.report({ done: people });
  }
  if (!isPart) await forgetScores(ctx, startedAt);
  const scoredAt = isPart ? mark.scoredAt : startedAt;
  await putScoreMark(store.db, { projectId, throughSeq, modelIds, scoredAt });
  return { people };
}

function isCurrent({ modelIds, scoredAt }: ScoreMarkRow, now: readonly string[], at: Date): boolean {
  return modelIds.join() === now.join() && at.getTime() - scoredAt.getTime() < EVERYBODY_AFTER_MS;
}

async function scorePage(ctx: Context, models: readonly ActiveIntent[], profileIds: string[]): Promise<ScoreRow[]> {
  const atMs = ctx.now();
  const rows = await readActions(ctx.store.db, {
    projectId: ctx.projectId,
    profileIds,
    from: new Date(atMs - LOOK_BACK_DAYS * DAY_MS),
    to: new Date(atMs),
    limit: EVENTS_PER_PERSON,
  });
  const histories = toHistories(rows);
  const numberOf = new Map(histories.actionNames.map((name, index) => [name, index]));
  return histories.people.flatMap((history) =>
    models.flatMap((active) => scoreBy(active, history, { histories, numberOf, atMs })),
  );
}

type Moment = { histories: ActionHistories; numberOf: ReadonlyMap<string, number>; atMs: number };

function scoreBy({ row, intent }: ActiveIntent, history: ActionHistory, moment: Moment): ScoreRow[] {
  const of = { profileId: history.profileId, modelId: row.id };
  if (intent.kind === "propensity") {
    const { plan, trees, calibrator } = intent.model;
    const features = buildFeatures(history, moment.atMs, plan, moment.numberOf);
    return [{ ...of, name: `intent:${row.name}`, value: calibrate(calibrator, predictScore(trees, features)) }];
  }
  if (intent.kind !== "purchases") return [];
  const purchases = predictPurchases(intent.model, history, moment.histories, moment.atMs);
  if (!purchases) return [];
  const { expected, alive, expectedValue } = purchases;
  return [
    { ...of, name: "expected_purchases", value: expected },
    { ...of, name: "customer_alive", value: alive },
    ...(expectedValue === null ? [] : [{ ...of, name: "expected_value", value: expectedValue }]),
  ];
}
