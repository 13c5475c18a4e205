import { dot } from "@rapport/engine/embed-behaviour";
import type { ClusterMembership, ClusterRow } from "@rapport/store/queries/clusters";
import { deleteStrayMembers } from "@rapport/store/queries/clusters";
import type { Context } from "../context.ts";
import { askForLooks } from "../segments/ask-for-looks.ts";
import { NOTHING_ASSESSED } from "../segments/assessment.ts";
import { keepClusterMembers } from "./keep-cluster-members.ts";
import type { PersonVector } from "./person-vectors.ts";

/** Puts each of these people into the cluster whose centre is nearest; without behaviour into none. */
export async function assignClusters(
  ctx: Context,
  clusters: readonly Pick<ClusterRow, "id" | "centre">[],
  people: readonly PersonVector[],
): Promise<void> {
  if (clusters.length === 0 || people.length === 0) return;
  const centres = clusters.map(({ id, centre }) => ({ id, vector: Float32Array.from(centre) }));
  const rows = people.map(({ profileId, vector }): ClusterMembership => {
    let best: { id: string | undefined; similarity: number } = { id: undefined, similarity: 0 };
    if (vector.every((value) => value === 0)) return { profileId, clusterId: undefined, similarity: 0 };
    for (const centre of centres) {
      const similarity = dot(vector, centre.vector);
      if (best.id === undefined || similarity > best.similarity) best = { id: centre.id, similarity };
    }
    return { profileId, clusterId: best.id, similarity: best.similarity };
  });
  await keepClusterMembers(ctx, rows);
}

/** Takes those out whose cluster, or who themselves, are gone. */
export async function sweepMembers(ctx: Context): Promise<void> {
  const { store, projectId } = ctx;
  let looks = NOTHING_ASSESSED;
  await store.withTransaction(async (tx) => {
    const profileIds = await deleteStrayMembers(tx, projectId);
    looks = await askForLooks(tx, ctx, projectId, { kind: "cluster", profileIds });
  });
  ctx.segments.announce(looks);
}
