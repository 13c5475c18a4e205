import type { CampaignReport, Underperformer } from "@rapport/contracts/campaign-report";
import { campaignReportSchema } from "@rapport/contracts/campaign-report";
import type { Optimization } from "@rapport/contracts/campaigns";
import { z } from "zod";
import type { Context } from "../context.ts";
import { getCampaign } from "./get-campaign.ts";
import { getCampaignMetrics } from "./get-campaign-metrics.ts";

const writtenSchema = z.object({ statements: campaignReportSchema.shape.statements });
/** Says in words what a campaign brought. The model gets figures alone; what it writes changes nothing. */
export async function reportCampaign(
  ctx: Context,
  { id, proposed }: { id: string; proposed: Optimization },
): Promise<CampaignReport> {
  const campaign = await getCampaign(ctx, { id });
  const metrics = await getCampaignMetrics(ctx, { id });
  const channels = metrics.adSets.map(({ platform, placement, spentCents, conversions, cpaCents }) => {
    return { channel: `${platform} ${placement}`, spentCents, conversions, cpaCents };
  });
  const { name, currency, budgetCents } = campaign;
  const moves = proposed.moves.map(({ platform, placement, fromCents, toCents, why }) => {
    return { channel: `${platform} ${placement}`, fromCents, toCents, why };
  });
  const input = {
    name,
    currency,
    budgetCents,
    total: metrics.total,
    channels,
    lift: metrics.lift,
    moves,
    note: proposed.note,
  };
  const { value, model } = await ctx.models.generate({
    role: "draft",
    name: "campaign-report",
    projectId: ctx.projectId,
    instructions:
      "Report what the campaign brought, in short sentences. Use the figures of the input alone, and name the source of each.",
    input,
    schema: writtenSchema,
  });
  return { statements: value.statements, underperformers: metrics.underperformers.map(describe), model };
}

function describe({ channel, costCents, usualCents }: Underperformer): CampaignReport["underperformers"][number] {
  const why = `A conversion costs ${(costCents / 100).toFixed(2)} here and ${(usualCents / 100).toFixed(2)} elsewhere`;
  return { channel, why, suggestion: "Write new versions of its ads, or lower its budget" };
}
