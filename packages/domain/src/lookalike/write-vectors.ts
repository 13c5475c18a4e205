import { embedBehaviour } from "@rapport/engine/embed-behaviour";
import type { BehaviourModelRow } from "@rapport/store/queries/behaviour-models";
import { listClusterRows } from "@rapport/store/queries/clusters";
import { assignClusters } from "../clusters/assign-clusters.ts";
import type { Context } from "../context.ts";
import { behaviourSpace } from "./behaviour-space.ts";
import type { PersonFeatures } from "./read-behaviour.ts";

/**
 * Puts the vectors of these people in the place of those before, and the people into their clusters.
 * @returns the vectors that were written: who does nothing that tells people apart has none
 */
export async function writeVectors(
  ctx: Context,
  model: BehaviourModelRow,
  people: readonly PersonFeatures[],
): Promise<Float32Array[]> {
  if (people.length === 0) return [];
  const space = behaviourSpace(model);
  const all = people.map(({ id, features }) => ({ id, vector: embedBehaviour(features, model) }));
  const directed = all.filter(({ vector }) => vector.some((value) => value !== 0));
  await ctx.vectors.upsert(space, directed);
  const ids = new Set(directed.map(({ id }) => id));
  const gone = all.filter(({ id }) => !ids.has(id)).map(({ id }) => id);
  if (gone.length > 0) await ctx.vectors.delete(space, gone);
  const vectors = all.map(({ id, vector }) => ({ profileId: id, vector }));
  await assignClusters(ctx, await listClusterRows(ctx.store.db, ctx.projectId), vectors);
  return directed.map(({ vector }) => vector);
}
