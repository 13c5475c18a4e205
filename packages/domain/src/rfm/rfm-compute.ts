import type { ComputeRfm } from "@rapport/contracts/rfm";
import { computeRfmSchema } from "@rapport/contracts/rfm";
import { nameRfmSegment } from "@rapport/engine/name-rfm-segment";
import { replaceRfmScores } from "@rapport/store/queries/rfm";
import type { Context } from "../context.ts";
import { defineJob } from "../jobs/define-job.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { nameActor } from "../name-actor.ts";

/** Where shops put the amount of an order, after Segment's e-commerce specification. */
const AMOUNTS = ["revenue", "total", "value"];
const FIFTHS = [1, 2, 3, 4, 5];
const GRID = FIFTHS.flatMap((recency) =>
  FIFTHS.map((value) => ({ recency, value, segment: nameRfmSegment(recency, value) })),
);

/** Scores the customers of a project anew, every night and when asked. */
const rfmCompute = defineJob({ name: "rfm-compute", input: computeRfmSchema, cron: "23 3 * * *" });

export const handleRfmCompute = handleJob(rfmCompute, (ctx, { input }) => computeRfm(ctx, input));

/** Scores all customers in one transaction: readers see the old scores or the new ones. */
export async function computeRfm(ctx: Context, input: ComputeRfm): Promise<{ customers: number }> {
  const customers = await ctx.store.withTransaction((tx) =>
    replaceRfmScores(tx, {
      projectId: ctx.projectId,
      event: input.event,
      properties: input.property === undefined ? AMOUNTS : [input.property],
      grid: GRID,
      now: new Date(ctx.now()),
    }),
  );
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
