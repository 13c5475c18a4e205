import { failRunRow, listAbandonedRuns, lockAbandonedRun, restartRunRow } from "@rapport/store/queries/agent-runs";
import type { Context } from "../context.ts";
import { agentRunAdvance } from "./agent-run-advance.ts";
import { enqueueAdvance } from "./enqueue-advance.ts";
import { wakeWhole } from "./run-execution.ts";

const GIVEN_UP = "The workers that ran it ended, time after time; resume it to try again";

/** What became of runs whose workers ended time after time. */
export type TendedRuns = { restarted: number; failed: number };

/**
 * Looks after runs whose job was given up. One that came further under that job gets another: what ended its workers lies behind it, or was
 * no fault of its own. One that did not fails, and whoever waits for it hears so.
 */
export async function tendRuns(ctx: Context): Promise<TendedRuns> {
  const { projectId, store } = ctx;
  const tended: TendedRuns = { restarted: 0, failed: 0 };
  await ctx.jobs.prepare([agentRunAdvance]);
  for (const { id, jobId, parentRunId, error, hasAdvanced } of await listAbandonedRuns(store.db, projectId)) {
    await store.withTransaction(async (tx) => {
      const place = { projectId, id };
      if (!(await lockAbandonedRun(tx, place, jobId))) return;
      tended[hasAdvanced ? "restarted" : "failed"] += 1;
      if (hasAdvanced) {
        await restartRunRow(tx, place);
        await enqueueAdvance(ctx, tx, id);
        return;
      }
      await failRunRow(tx, place, error ?? GIVEN_UP);
      await wakeWhole(ctx, tx, parentRunId);
    });
  }
  if (tended.restarted > 0) ctx.jobs.onWork();
  return tended;
}
