import { dot } from "@rapport/engine/embed-behaviour";
import type { ClusterMembership, ClusterRow } from "@rapport/store/queries/clusters";
import { deleteStrayMembers } from "@rapport/store/queries/clusters";
import type { Context } from "../context.ts";
import { askForLooks } from "../segments/ask-for-looks.ts";
import { NOTHING_ASSESSED } from "../segments/assessment.ts";
import { keepClusterMembers } from "./keep-cluster-members.ts";
import type { PersonVector } from "./person-vectors.ts";
import type { ClusterPlace } from "./place-vectors.ts";
import { createPlacing } from "./place-vectors.ts";

/** Puts each of these people into the cluster that is nearest; without behaviour, or out of the reach of all, into none. */
export async function assignClusters(
  ctx: Context,
  clusters: readonly (ClusterPlace & Pick<ClusterRow, "id">)[],
  people: readonly PersonVector[],
): Promise<void> {
  if (clusters.length === 0 || people.length === 0) return;
  const places = createPlacing(clusters)(people.map(({ vector }) => vector));
  const rows = people.map(({ profileId, vector }, i): ClusterMembership => {
    const cluster = clusters[places[i] ?? -1];
    if (!cluster) return { profileId, clusterId: undefined, similarity: 0 };
    return { profileId, clusterId: cluster.id, similarity: dot(vector, Float32Array.from(cluster.centre)) };
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
