import type { Database } from "@rapport/store/database";
import type { Decision, WaitingCrossing } from "@rapport/store/queries/trigger-crossings";
import { countFired, readLastFired, settleCrossings, takeCrossings } from "@rapport/store/queries/trigger-crossings";
import type { TriggerRow } from "@rapport/store/queries/triggers";
import { z } from "zod";
import type { Context } from "../context.ts";
import { defineJob } from "../jobs/define-job.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { webhookDeliver } from "../webhooks/webhook-deliver.ts";
import { startAction } from "./start-action.ts";

/** Crossings that one transaction decides on. */
const PAGE = 100;
const HOUR_MS = 3_600_000;

/** Starts what waiting crossings are to start; asked for with each of them, and every few minutes for what was left. */
export const triggersFire = defineJob({
  name: "triggers-fire",
  input: z.object({}),
  cron: "*/5 * * * *",
  retries: 8,
  quiet: true,
});

export const handleTriggersFire = handleJob(triggersFire, (ctx, { signal }) => fireTriggers(ctx, signal));

/**
 * Decides on all waiting crossings. A crossing's end and what it starts (the row of a delivery, the row of a job) are one
 * transaction, so whatever crashes when, each starts its thing once.
 */
export async function fireTriggers(ctx: Context, signal?: AbortSignal): Promise<{ crossings: number }> {
  await ctx.jobs.prepare([webhookDeliver]);
  let crossings = 0;
  for (let count = PAGE; count === PAGE; ) {
    signal?.throwIfAborted();
    count = await ctx.store.withTransaction((tx) => firePage(tx, ctx));
    crossings += count;
  }
  return { crossings };
}

async function firePage(tx: Database, ctx: Context): Promise<number> {
  const { crossings, triggers } = await takeCrossings(tx, ctx.projectId, PAGE);
  if (crossings.length === 0) return 0;
  const at = new Date(ctx.now());
  const limits = await readLimits(tx, ctx, crossings, at.getTime());
  const decisions: Decision[] = [];
  for (const crossing of crossings)
    decisions.push(await decide(tx, ctx, triggers.get(crossing.triggerId), crossing, limits));
  await settleCrossings(tx, { projectId: ctx.projectId, at, decisions });
  return crossings.length;
}

type Limits = { nowMs: number; fired: Map<string, number>; lastFired: Map<string, number> };

async function readLimits(
  tx: Database,
  ctx: Context,
  crossings: readonly WaitingCrossing[],
  nowMs: number,
): Promise<Limits> {
  const triggerIds = [...new Set(crossings.map(({ triggerId }) => triggerId))];
  const since = new Date(nowMs - HOUR_MS);
  return {
    nowMs,
    fired: await countFired(tx, { projectId: ctx.projectId, triggerIds, since }),
    lastFired: await readLastFired(tx, ctx.projectId, crossings),
  };
}

async function decide(
  tx: Database,
  ctx: Context,
  trigger: TriggerRow | undefined,
  crossing: WaitingCrossing,
  limits: Limits,
): Promise<Decision> {
  const { triggerId, id, profileId } = crossing;
  const of = { triggerId, id, startedId: null };
  if (!trigger) return { ...of, state: "failed", reason: "The trigger was deleted" };
  const heldBack = holdBack(trigger, crossing, limits);
  if (heldBack !== undefined) return { ...of, state: "held_back", reason: heldBack };
  const started = await startAction(tx, ctx, trigger, crossing);
  if ("reason" in started) return { ...of, state: "failed", reason: started.reason };
  limits.fired.set(triggerId, (limits.fired.get(triggerId) ?? 0) + 1);
  limits.lastFired.set(`${triggerId} ${profileId}`, limits.nowMs);
  return { ...of, state: "fired", reason: null, startedId: started.id };
}

/** Why a crossing starts nothing; undefined when it may. */
function holdBack(trigger: TriggerRow, { triggerId, profileId }: WaitingCrossing, limits: Limits): string | undefined {
  if (!trigger.enabled) return "The trigger was switched off";
  const { cooldownSeconds, ratePerHour } = trigger;
  const last = limits.lastFired.get(`${triggerId} ${profileId}`);
  if (last !== undefined && limits.nowMs - last < cooldownSeconds * 1_000)
    return `The person fired it less than ${cooldownSeconds} s before`;
  if (ratePerHour !== null && (limits.fired.get(triggerId) ?? 0) >= ratePerHour)
    return `It had fired ${ratePerHour} times within the hour`;
  return undefined;
}
