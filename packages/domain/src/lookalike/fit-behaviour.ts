import { BEHAVIOUR_DIMENSION, FEATURE_BUCKETS, featureBucket } from "@rapport/engine/embed-behaviour";
import type { BehaviourModelRow } from "@rapport/store/queries/behaviour-models";
import { beginBehaviourFit, endBehaviourFit, putBehaviourModel } from "@rapport/store/queries/behaviour-models";
import type { Context } from "../context.ts";
import type { RunningJob } from "../jobs/job-handler.ts";
import { behaviourSpace } from "./behaviour-space.ts";
import { everybody } from "./read-behaviour.ts";
import { writeVectors } from "./write-vectors.ts";

/** An attempt that began longer ago was cut off: a job may take a quarter of an hour. */
const ATTEMPT_MS = 20 * 60_000;

/**
 * Counts anew how common what people do is, and makes everybody's vector by it in a space of its own, which answers as soon as it is
 * whole. The one before is given up then.
 * @returns people whose vectors were made; undefined while another server makes them
 */
export async function fitBehaviour(
  ctx: Context,
  { before, throughSeq }: { before: BehaviourModelRow | undefined; throughSeq: number },
  job?: Pick<RunningJob<unknown>, "signal" | "report">,
): Promise<number | undefined> {
  const { store, projectId } = ctx;
  const begunAt = new Date(ctx.now());
  const fit = { projectId, model: nameModel(ctx, begunAt), dimension: BEHAVIOUR_DIMENSION, begunAt };
  const begun = await beginBehaviourFit(store.db, fit, new Date(ctx.now() - ATTEMPT_MS));
  if (!begun) return undefined;
  if (begun.leftOver) await ctx.vectors.drop(behaviourSpace({ projectId, ...begun.leftOver }));
  try {
    const counted = await countFeatures(ctx);
    const { model, people } = await makeVectors(
      ctx,
      { ...fit, ...counted, mean: [], throughSeq, fittedAt: begunAt },
      job,
    );
    if (!(await publish(ctx, model))) throw new Error("Another attempt took over: this one stood still for too long");
    if (before) await ctx.vectors.drop(behaviourSpace(before));
    return people;
  } catch (error) {
    await ctx.vectors.drop(behaviourSpace(fit));
    await endBehaviourFit(store.db, fit);
    throw error;
  }
}

/** Never one that was there before: what a follower of the space outside may still hold of it must not come back. */
function nameModel(ctx: Context, at: Date): string {
  const time = at.toISOString().replace(/[-:]|\.\d+/g, "");
  return `behaviour-${BEHAVIOUR_DIMENSION}-${time}-${Buffer.from(ctx.randomBytes(3)).toString("hex")}`;
}

async function countFeatures(ctx: Context): Promise<Pick<BehaviourModelRow, "counts" | "people">> {
  const counts = new Array<number>(FEATURE_BUCKETS).fill(0);
  let people = 0;
  for await (const page of everybody(ctx)) {
    for (const { features } of page) {
      const buckets = new Set([...features.keys()].map(featureBucket));
      for (const bucket of buckets) counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    people += page.length;
  }
  return { counts, people };
}

async function makeVectors(
  ctx: Context,
  model: BehaviourModelRow,
  job: Pick<RunningJob<unknown>, "signal" | "report"> | undefined,
): Promise<{ model: BehaviourModelRow; people: number }> {
  const sum = new Float64Array(model.dimension);
  let [people, vectors] = [0, 0];
  for await (const page of everybody(ctx)) {
    job?.signal.throwIfAborted();
    const written = await writeVectors(ctx, model, page);
    for (const vector of written) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (vector[i] ?? 0);
    vectors += written.length;
    people += page.length;
    job?.report({ done: people });
  }
  return { model: { ...model, mean: Array.from(sum, (value) => value / Math.max(1, vectors)) }, people };
}

async function publish({ store }: Context, model: BehaviourModelRow): Promise<boolean> {
  return store.withTransaction(async (tx) => {
    if (!(await endBehaviourFit(tx, model))) return false;
    await putBehaviourModel(tx, model);
    return true;
  });
}
