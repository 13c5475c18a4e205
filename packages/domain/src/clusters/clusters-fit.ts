import type { ClusterMethod, FitClusters } from "@rapport/contracts/clusters";
import { CLUSTER_LIMITS, fitClustersSchema } from "@rapport/contracts/clusters";
import { newId } from "@rapport/contracts/ids";
import type { Job } from "@rapport/contracts/jobs";
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
import { choosePlaces } from "./choose-places.ts";
import { describeClusters } from "./describe-clusters.ts";
import { keepIds } from "./keep-ids.ts";
import type { PersonVector } from "./person-vectors.ts";
import { samplePeopleVectors, vectorPages } from "./person-vectors.ts";
import type { ClusterPlace } from "./place-vectors.ts";
import { createPlacing } from "./place-vectors.ts";

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
    key: `${input.method ?? "any"} k ${input.k ?? "chosen"}`,
    keyHolds: "open",
    requestedBy: nameActor(ctx.actor),
  });
  return getJob(ctx, jobId);
}

export type ClustersFitted =
  | { outcome: "fitted"; method: ClusterMethod; k: number; silhouette: number; people: number }
  | { outcome: "too_few_people"; people: number };

/** Finds clusters among the behaviour vectors, names them by what their people do, and puts everybody into the nearest. */
export async function fitClusters(
  ctx: Context,
  asked: FitClusters,
  job?: Pick<RunningJob<unknown>, "signal" | "report">,
): Promise<ClustersFitted> {
  const { store, projectId } = ctx;
  await refreshVectors(ctx);
  const model = await getBehaviourModel(store.db, projectId);
  const random = createRandom(SEED);
  const sample = model ? await samplePeopleVectors(ctx, behaviourSpace(model), { size: FITTED, random }) : [];
  if (!model || sample.length < CLUSTER_LIMITS.people) return { outcome: "too_few_people", people: sample.length };
  const points = sample.map(({ vector }) => vector);
  const { method, places, silhouette, tried } = await choosePlaces(points, asked, random, (done, note) => {
    job?.signal.throwIfAborted();
    job?.report({ done, note });
  });
  const rows = await describe(ctx, sample, places);
  const figures = { method, k: places.length, silhouette, tried, people: sample.length };
  const fit = { projectId, behaviourModel: model.model, ...figures };
  await store.withTransaction((tx) => replaceClusters(tx, { ...fit, fittedAt: new Date(ctx.now()) }, rows));
  for await (const page of vectorPages(ctx, behaviourSpace(model))) {
    job?.signal.throwIfAborted();
    await assignClusters(ctx, rows, page);
  }
  await sweepMembers(ctx);
  return { outcome: "fitted", method, k: places.length, silhouette, people: sample.length };
}

/** Rows of the new clusters, in the order of their places; ids of clusters that hold mostly the same people stay. */
async function describe(ctx: Context, sample: readonly PersonVector[], places: ClusterPlace[]): Promise<ClusterRow[]> {
  const { store, projectId } = ctx;
  const part = sample.slice(0, DESCRIBED);
  const found = createPlacing(places)(part.map(({ vector }) => vector));
  const placeOf = new Map(part.map(({ profileId }, i) => [profileId, found[i] ?? -1]));
  const behaviour = await readBehaviour(store.db, projectId, [...placeOf.keys()]);
  const itemIds = new Set(behaviour.flatMap(({ recentItems }) => recentItems.map(([itemId]) => itemId)));
  const items = itemIds.size === 0 ? [] : await getCatalogItems(store.db, projectId, [...itemIds]);
  const categories = new Map(items.map((item) => [item.id, item.categories]));
  // Those in none come last: they are of all people, and described by nothing.
  const groups = [...places.keys(), -1].map((place) => behaviour.filter(({ id }) => placeOf.get(id) === place));
  const described = describeClusters(groups, (itemId) => categories.get(itemId) ?? []);
  const known = await readClustersOf(store.db, projectId, [...placeOf.keys()]);
  const ids = keepIds(new Map([...placeOf].filter(([, place]) => place >= 0)), known, places.length);
  return places.map((place, i) => ({
    ...place,
    projectId,
    id: ids[i] ?? newId("cluster", ctx.now(), ctx.randomBytes(10)),
    name: described[i]?.name ?? "",
    features: described[i]?.features ?? [],
    createdAt: new Date(ctx.now()),
  }));
}
