import type { WrittenReport } from "@rapport/contracts/campaign-report";
import { campaignReportSchema } from "@rapport/contracts/campaign-report";
import { findLastRunAbout } from "@rapport/store/queries/agent-runs";
import { z } from "zod";
import type { Context } from "../context.ts";

const resultSchema = z.object({ report: campaignReportSchema });

/** What agents last said of a campaign in words; null where no run that is completed has said anything. */
export async function findReport({ store, projectId }: Context, campaignId: string): Promise<WrittenReport | null> {
  const run = await findLastRunAbout(store.db, { projectId, graph: "analytics", input: { campaignId } });
  const result = resultSchema.safeParse(run?.result);
  if (!run || !result.success) return null;
  const { statements, model } = result.data.report;
  return { statements, model, runId: run.id, writtenAt: (run.finishedAt ?? run.createdAt).toISOString() };
}
