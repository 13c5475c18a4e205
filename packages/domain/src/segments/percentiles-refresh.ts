import type { SegmentRule } from "@rapport/contracts/segment-rules";
import { segmentRuleSchema } from "@rapport/contracts/segment-rules";
import type { Database } from "@rapport/store/database";
import { holdEventWrites } from "@rapport/store/queries/computed-traits";
import type { PercentileOf } from "@rapport/store/queries/segment-percentiles";
import {
  addLooksBetween,
  percentileKey,
  readPercentiles,
  takePercentiles,
} from "@rapport/store/queries/segment-percentiles";
import { listSegmentRows, lockSegmentSet, putSegmentRow, putSegmentSet } from "@rapport/store/queries/segments";
import { z } from "zod";
import type { Context } from "../context.ts";
import { defineJob } from "../jobs/define-job.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { canonicalText } from "./canonical-text.ts";
import { resolveRule } from "./resolve-rule.ts";
import { ruleLeaves } from "./rule-leaves.ts";
import { readNames } from "./settle-segments.ts";

/** Takes new snapshots of the numbers whose percentiles segments ask for, every hour. */
const percentilesRefresh = defineJob({
  name: "percentiles-refresh",
  input: z.object({}),
  cron: "7 * * * *",
  quiet: true,
});

export const handlePercentilesRefresh = handleJob(percentilesRefresh, (ctx) => refreshPercentiles(ctx));

/** Numbers between which a bound of a rule has moved. */
type Move = { of: PercentileOf; low: number; high: number };

/**
 * Draws the lines of all percentiles anew among the people of now. Looked at are only those who stand between an old line and
 * the new one: they enter and leave as if time had done it.
 */
export async function refreshPercentiles(ctx: Context): Promise<{ moved: number }> {
  const { store, projectId } = ctx;
  const moves = await store.withTransaction((tx) => drawLines(ctx, tx));
  if (moves.length === 0) return { moved: 0 };
  // Who was storing events meanwhile has judged by the old lines what this transaction could not see: once more, after them.
  await store.withTransaction(holdEventWrites);
  for (const move of moves) await addLooksBetween(store.db, { projectId, ...move });
  ctx.segments.announce({ changes: 0, dueMs: ctx.now() });
  return { moved: moves.length };
}

async function drawLines(ctx: Context, tx: Database): Promise<Move[]> {
  const { projectId } = ctx;
  const set = await lockSegmentSet(tx, projectId);
  const rows = await listSegmentRows(tx, projectId);
  const rules = new Map(rows.map((row) => [row.id, segmentRuleSchema.parse(row.rule)]));
  const places = [...rules.values()].flatMap(percentilesIn);
  if (places.length === 0) return [];
  const before = await readPercentiles(tx, projectId);
  const takenAt = new Date(ctx.now()).toISOString();
  for (const of of new Map(places.map((place) => [percentileKey(place), place])).values()) {
    await takePercentiles(tx, { projectId, of, takenAt });
  }
  const names = await readNames(tx, projectId, rules, ctx.now());
  for (const row of rows) {
    const resolved = resolveRule(rules.get(row.id) ?? { type: "everyone" }, names, [row.id]);
    if (canonicalText(resolved) !== canonicalText(row.resolved)) await putSegmentRow(tx, { ...row, resolved });
  }
  // The conditions on events are the same, and so are their numbers.
  await putSegmentSet(tx, { ...set, version: set.version + 1 });
  const after = await readPercentiles(tx, projectId);
  const moves = places.flatMap((place) =>
    movesOf(place, before.get(percentileKey(place)), after.get(percentileKey(place))),
  );
  for (const move of moves) await addLooksBetween(tx, { projectId, ...move });
  return moves;
}

type Percentile = Extract<SegmentRule, { type: "percentile" }>;

function percentilesIn(rule: SegmentRule): Percentile[] {
  return [...ruleLeaves(rule)].flatMap(({ leaf }) => (leaf.type === "percentile" ? [leaf] : []));
}

function movesOf(of: Percentile, before: readonly number[] | undefined, after: readonly number[] | undefined): Move[] {
  if (!after) return [];
  return [of.from, of.to].flatMap((percent) => {
    const at = Math.round(percent * 10);
    const [old = -Number.MAX_VALUE, now = 0] = [before?.[at], after[at]];
    if (!before) return [{ of, low: -Number.MAX_VALUE, high: Number.MAX_VALUE }];
    return old === now ? [] : [{ of, low: Math.min(old, now), high: Math.max(old, now) }];
  });
}
