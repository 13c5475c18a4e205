import { RapportError } from "@rapport/contracts/errors";
import { listOverdueApprovals } from "@rapport/store/queries/approvals";
import type { Context } from "../context.ts";
import { writeDecision } from "./decide-approval.ts";

/** Refuses proposals that nobody decided about in time, so that their runs can end; answers how many. */
export async function expireApprovals(ctx: Context): Promise<number> {
  const rows = await listOverdueApprovals(ctx.store.db, ctx.projectId, new Date(ctx.now()));
  for (const row of rows) {
    try {
      await writeDecision(ctx, row, "expired", { action: "reject", reason: "Nobody decided in time" });
    } catch (error) {
      // Somebody decided it in this moment.
      if (!(error instanceof RapportError && error.code === "conflict")) throw error;
    }
  }
  return rows.length;
}
