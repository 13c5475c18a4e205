import type { FitClusters } from "@rapport/contracts/clusters";
import { CLUSTER_LIMITS, fitClustersSchema } from "@rapport/contracts/clusters";
import { newId } from "@rapport/contracts/ids";
import type { Job } from "@rapport/contracts/jobs";
import { dot } from "@rapport/engine/embed-behaviour";
import { assignPoints } from "@rapport/engine/k-means";
import { createRandom } from "@rapport/engine/random";
import { getBehaviourModel } from "@rapport/store/queries/behaviour-models";
import { getCatalogItems } from "@rapport/store/queries/catalog";
import type { ClusterRow } from "@rapport/store/queries/clusters";
import { getClusterModel, readBehaviour, readClustersOf, replaceClusters } from "@rapport/store/queries/clusters";
import { z } from "zod";
import type { Context } from "../context.ts";
import { defineJob } from "../jobs/define-job.ts";
import { getJob } from "../jobs/get-job.ts";
import type { RunningJob } from "../jobs/job-handler.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { behaviourSpace } from "../lookalike/behaviour-space.ts";
import { refreshVectors } from "../lookalike/behaviour-vectors-refresh.ts";
import { nameActor } from "../name-actor.ts";
import { assignClusters, sweepMembers } from "./assign-clusters.ts";
import { describeClusters } from "./describe-clusters.ts";
import { fitCentres } from "./fit-centres.ts";
import { keepIds } from "./keep-ids.ts";
import type { PersonVector } from "./person-vectors.ts";
import { samplePeopleVectors, vectorPages } from "./person-vectors.ts";

/** People that centres are fitted to, and that clusters are described by. */
const FITTED = 20_000;
const DESCRIBED = 3_000;
const SEED = 1;

/** Makes the clusters of a project anew: when asked, and every night where there are some. */
const clustersFit = defineJob({
  name: "clusters-fit",
  input: fitClustersSchema.extend({ requested: z.literal(true).optional() }),
  cron: "53 4 * * *",
  retries: 1,
});

export const handleClustersFit = handleJob(clustersFit, async (ctx, job) => {
  // At night, who never asked for clusters gets none.
  const isWanted = job.input.requested || (await getClusterModel(ctx.store.db, ctx.projectId)) !== undefined;
  return isWanted ? fitClusters(ctx, job.input, job) : { outcome: "not_wanted" };
});

/** Asks for a fit; while one waits or runs, the answer is that one. */
export async function requestClusters(ctx: Context, input: FitClusters): Promise<Job> {
  const { jobId } = await ctx.jobs.enqueue(clustersFit, {
    projectId: ctx.projectId,
    input: { ...input, requested: true },
    key: `k ${input.k ?? "chosen"}`,
    keyHolds: "open",
    requestedBy: nameActor(ctx.actor),
  });
  return getJob(ctx, jobId);
}

export type ClustersFitted =
  | { outcome: "fitted"; k: number; silhouette: number; people: number }
  | { outcome: "too_few_people"; people: number };

/** Finds clusters among the behaviour vectors, names them by what their people do, and puts everybody into the nearest. */
export async function fitClusters(
  ctx: Context,
  { k }: FitClusters,
  job?: Pick<RunningJob<unknown>, "signal" | "report">,
): Promise<ClustersFitted> {
  const { store, projectId } = ctx;
  await refreshVectors(ctx);
  const model = await getBehaviourModel(store.db, projectId);
  const random = createRandom(SEED);
  const sample = model ? await samplePeopleVectors(ctx, behaviourSpace(model), { size: FITTED, random }) : [];
  if (!model || sample.length < CLUSTER_LIMITS.people) return { outcome: "too_few_people", people: sample.length };
  const points = sample.map(({ vector }) => vector);
  const { centres, silhouette, tried } = await fitCentres(points, k, random, (done) => {
    job?.signal.throwIfAborted();
    job?.report({ done, note: `tried ${done} clusters` });
  });
  const rows = await describe(ctx, sample, centres.map(toUnit));
  const fit = { projectId, behaviourModel: model.model, k: centres.length, silhouette, tried, people: sample.length };
  await store.withTransaction((tx) => replaceClusters(tx, { ...fit, fittedAt: new Date(ctx.now()) }, rows));
  for await (const page of vectorPages(ctx, behaviourSpace(model))) {
    job?.signal.throwIfAborted();
    await assignClusters(ctx, rows, page);
  }
  await sweepMembers(ctx);
  return { outcome: "fitted", k: centres.length, silhouette, people: sample.length };
}

/** Rows of the new clusters, in the order of their centres; ids of clusters that hold mostly the same people stay. */
async function describe(ctx: Context, sample: readonly PersonVector[], centres: Float32Array[]): Promise<ClusterRow[]> {
  const { store, projectId } = ctx;
  const part = sample.slice(0, DESCRIBED);
  const { nearest } = assignPoints(
    part.map(({ vector }) => vector),
    centres,
  );
  const placeOf = new Map(part.map(({ profileId }, i) => [profileId, nearest[i] ?? 0]));
  const behaviour = await readBehaviour(store.db, projectId, [...placeOf.keys()]);
  const itemIds = new Set(behaviour.flatMap(({ recentItems }) => recentItems.map(([itemId]) => itemId)));
  const items = itemIds.size === 0 ? [] : await getCatalogItems(store.db, projectId, [...itemIds]);
  const categories = new Map(items.map((item) => [item.id, item.categories]));
  const groups = centres.map((_, place) => behaviour.filter(({ id }) => placeOf.get(id) === place));
  const described = describeClusters(groups, (itemId) => categories.get(itemId) ?? []);
  const known = await readClustersOf(store.db, projectId, [...placeOf.keys()]);
  const ids = keepIds(placeOf, known, centres.length);
  return centres.map((centre, i) => ({
    projectId,
    id: ids[i] ?? newId("cluster", ctx.now(), ctx.randomBytes(10)),
    name: described[i]?.name ?? "",
    centre: [...centre],
    features: described[i]?.features ?? [],
    createdAt: new Date(ctx.now()),
  }));
}

/** Of length 1, so that the nearest centre is the one with the largest cosine. */
function toUnit(centre: Float32Array): Float32Array {
  const length = Math.sqrt(dot(centre, centre));
  return length === 0 ? centre : centre.map((value) => value / length);
}
