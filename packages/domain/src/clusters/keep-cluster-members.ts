import type { ClusterMembership } from "@rapport/store/queries/clusters";
import { writeClusterMembers } from "@rapport/store/queries/clusters";
import type { Context } from "../context.ts";
import { askForLooks } from "../segments/ask-for-looks.ts";
import { NOTHING_ASSESSED } from "../segments/assessment.ts";

/** Puts people into clusters, or into none; segments that ask for clusters look at those who moved. Answers how many did. */
export async function keepClusterMembers(ctx: Context, rows: readonly ClusterMembership[]): Promise<number> {
  const { store, projectId } = ctx;
  let looks = NOTHING_ASSESSED;
  const moved = await store.withTransaction(async (tx) => {
    const profileIds = await writeClusterMembers(tx, projectId, { rows, since: new Date(ctx.now()) });
    looks = await askForLooks(tx, ctx, projectId, { kind: "cluster", profileIds });
    return profileIds.length;
  });
  ctx.segments.announce(looks);
  return moved;
}
