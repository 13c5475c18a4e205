import type { BehaviourModel } from "@rapport/engine/embed-behaviour";
import { BEHAVIOUR_DIMENSION, embedBehaviour, FEATURE_BUCKETS, featureBucket } from "@rapport/engine/embed-behaviour";
import { getCatalogItems } from "@rapport/store/queries/catalog";
import { listClusterRows } from "@rapport/store/queries/clusters";
import { readStoreSeq } from "@rapport/store/queries/events";
import type { BehaviourModelRow, BehaviourRow } from "@rapport/store/queries/lookalike";
import {
  deleteStrayVectors,
  getBehaviourModel,
  listBehaviour,
  listBehaviourOfEvents,
  putBehaviourModel,
  upsertVectors,
} from "@rapport/store/queries/lookalike";
import { findPageEnd } from "@rapport/store/queries/trait-events";
import { z } from "zod";
import { assignClusters } from "../clusters/assign-clusters.ts";
import type { Context } from "../context.ts";
import { defineJob } from "../jobs/define-job.ts";
import type { RunningJob } from "../jobs/job-handler.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { behaviourFeatures } from "./behaviour-features.ts";

const PAGE = 2_000;
const EVENTS_PAGE = 10_000;
const NOBODY = "00000000-0000-0000-0000-000000000000";
const DAY_MS = 86_400_000;
/** Numbers below the mark that are looked at again: a transaction may commit after a later number was read. */
const OVERLAP = 5_000;

/** Brings everybody's vector up to the events: every five minutes, and before a search that finds it behind. */
const behaviourVectorsRefresh = defineJob({
  name: "behaviour-vectors-refresh",
  input: z.object({}),
  cron: "*/5 * * * *",
  quiet: true,
});

export const handleBehaviourVectorsRefresh = handleJob(behaviourVectorsRefresh, refreshVectors);

/** Repeating it changes nothing. How common features are is counted anew daily; all vectors follow then. */
export async function refreshVectors(
  ctx: Context,
  job?: Pick<RunningJob<unknown>, "signal" | "report">,
): Promise<{ people: number }> {
  const { store, projectId } = ctx;
  const throughSeq = await readStoreSeq(store.db);
  const known = await getBehaviourModel(store.db, projectId);
  const isStale = !known || ctx.now() - known.fittedAt.getTime() > DAY_MS || known.dimension !== BEHAVIOUR_DIMENSION;
  const model = isStale ? await countFeatures(ctx, throughSeq) : known;
  if (!isStale && known.throughSeq >= throughSeq) return { people: 0 };
  let people = 0;
  for await (const rows of isStale ? everybody(ctx) : peopleOfEvents(ctx, known.throughSeq, throughSeq)) {
    job?.signal.throwIfAborted();
    await writeVectors(ctx, model, rows);
    people += rows.length;
    job?.report({ done: people });
  }
  await putBehaviourModel(store.db, { ...model, throughSeq });
  await deleteStrayVectors(store.db, projectId, model.model);
  return { people };
}

async function countFeatures(ctx: Context, throughSeq: number): Promise<BehaviourModelRow> {
  const counts = new Array<number>(FEATURE_BUCKETS).fill(0);
  let people = 0;
  for await (const rows of everybody(ctx)) {
    const categoriesOf = await readCategories(ctx, rows);
    for (const row of rows) {
      const buckets = new Set([...behaviourFeatures(row, categoriesOf).keys()].map(featureBucket));
      for (const bucket of buckets) counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    people += rows.length;
  }
  const fittedAt = new Date(ctx.now());
  const model = `behaviour-${BEHAVIOUR_DIMENSION}-${fittedAt.toISOString()}`;
  return { projectId: ctx.projectId, model, dimension: BEHAVIOUR_DIMENSION, counts, people, throughSeq, fittedAt };
}

async function writeVectors(ctx: Context, model: BehaviourModelRow, rows: readonly BehaviourRow[]): Promise<void> {
  const categoriesOf = await readCategories(ctx, rows);
  const of: BehaviourModel = model;
  const vectors = rows.map((row) => ({
    id: row.id,
    vector: [...embedBehaviour(behaviourFeatures(row, categoriesOf), of)],
  }));
  await upsertVectors(ctx.store.db, model, vectors);
  const people = vectors.map(({ id, vector }) => ({ profileId: id, vector: Float32Array.from(vector) }));
  await assignClusters(ctx, await listClusterRows(ctx.store.db, ctx.projectId), people);
}

async function readCategories(
  { store, projectId }: Context,
  rows: readonly BehaviourRow[],
): Promise<(itemId: string) => readonly string[]> {
  const ids = new Set(rows.flatMap(({ recentItems }) => recentItems.map(([itemId]) => itemId)));
  const items = ids.size === 0 ? [] : await getCatalogItems(store.db, projectId, [...ids]);
  const categories = new Map(items.map((item) => [item.id, item.categories]));
  return (itemId) => categories.get(itemId) ?? [];
}

async function* everybody({ store, projectId }: Context): AsyncGenerator<BehaviourRow[]> {
  for (let afterId = NOBODY; ; ) {
    const rows = await listBehaviour(store.db, { projectId, afterId, limit: PAGE });
    yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    afterId = last.id;
  }
}

async function* peopleOfEvents({ store, projectId }: Context, from: number, throughSeq: number) {
  for (let afterSeq = Math.max(0, from - OVERLAP); ; ) {
    const end = await findPageEnd(store.db, { projectId, afterSeq, throughSeq, limit: EVENTS_PAGE });
    if (end === undefined) return;
    yield await listBehaviourOfEvents(store.db, { projectId, afterSeq, throughSeq: end });
    afterSeq = end;
  }
}
