import type { ComputeRfm } from "@rapport/contracts/rfm";
import { computeRfmSchema } from "@rapport/contracts/rfm";
import { nameRfmSegment } from "@rapport/engine/name-rfm-segment";
import { readRfmPlaces, replaceRfmScores } from "@rapport/store/queries/rfm";
import type { Context } from "../context.ts";
import { defineJob } from "../jobs/define-job.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { nameActor } from "../name-actor.ts";
import { askForLooks } from "../segments/ask-for-looks.ts";
import { NOTHING_ASSESSED } from "../segments/assessment.ts";

/** Where shops put the amount of an order, after Segment's e-commerce specification. */
const AMOUNTS = ["revenue", "total", "value"];
const FIFTHS = [1, 2, 3, 4, 5];
const GRID = FIFTHS.flatMap((recency) =>
  FIFTHS.map((value) => ({ recency, value, segment: nameRfmSegment(recency, value) })),
);

/** Scores the customers of a project anew, every night and when asked. */
const rfmCompute = defineJob({ name: "rfm-compute", input: computeRfmSchema, cron: "23 3 * * *" });

export const handleRfmCompute = handleJob(rfmCompute, (ctx, { input }) => computeRfm(ctx, input));

/**
 * Scores all customers in one transaction: readers see the old scores or the new ones. Segments that ask for them look at
 * those whose place is another one.
 */
export async function computeRfm(ctx: Context, input: ComputeRfm): Promise<{ customers: number }> {
  const { projectId, store } = ctx;
  let looks = NOTHING_ASSESSED;
  const customers = await store.withTransaction(async (tx) => {
    const before = await readRfmPlaces(tx, projectId);
    const count = await replaceRfmScores(tx, {
      projectId,
      event: input.event,
      properties: input.property === undefined ? AMOUNTS : [input.property],
      grid: GRID,
      now: new Date(ctx.now()),
    });
    const after = await readRfmPlaces(tx, projectId);
    const people = new Set([...before.keys(), ...after.keys()]);
    const profileIds = [...people].filter((id) => before.get(id) !== after.get(id));
    looks = await askForLooks(tx, ctx, projectId, { kind: "score", profileIds });
    return count;
  });
  ctx.segments.announce(looks);
  return { customers };
}

/** Asks for the job; one that has not ended yet is not asked for twice. */
export async function requestRfm(ctx: Context, input: ComputeRfm): Promise<{ jobId: string; isNew: boolean }> {
  const { projectId, actor } = ctx;
  return ctx.jobs.enqueue(rfmCompute, {
    projectId,
    input,
    key: "on request",
    keyHolds: "open",
    requestedBy: nameActor(actor),
  });
}
