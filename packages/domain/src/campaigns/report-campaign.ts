import type { Optimization } from "@rapport/contracts/campaigns";
import { z } from "zod";
import type { Context } from "../context.ts";
import { getCampaign } from "./get-campaign.ts";
import { getCampaignMetrics } from "./get-campaign-metrics.ts";

/** A statement of a report, and the figure that it rests on. */
const statementSchema = z.object({ text: z.string().max(600), source: z.string().max(200) });
/** A report in words; every statement names its source. */
export const campaignReportSchema = z.object({
  statements: z.array(statementSchema).max(30),
  /** Channels that cost clearly more than the rest, with what to try. */
  underperformers: z.array(z.object({ channel: z.string(), why: z.string(), suggestion: z.string() })).max(10),
  model: z.string(),
});
export type CampaignReport = z.infer<typeof campaignReportSchema>;

const writtenSchema = z.object({ statements: campaignReportSchema.shape.statements });
/** A channel is an underperformer when a conversion costs this many times what it costs on the others. */
const DEAR = 1.5;
/** Conversions below which nothing is said of a channel. */
const ENOUGH = 10;

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
  return { statements: value.statements, underperformers: findDear(channels), model };
}

function findDear(
  channels: readonly { channel: string; spentCents: number; conversions: number; cpaCents: number | null }[],
) {
  return channels.flatMap(({ channel, spentCents, conversions, cpaCents }) => {
    const others = channels.filter((other) => other.channel !== channel);
    const spent = others.reduce((sum, other) => sum + other.spentCents, 0);
    const brought = others.reduce((sum, other) => sum + other.conversions, 0);
    if (brought < ENOUGH || spentCents === 0) return [];
    const usual = spent / brought;
    // One conversion more than there was: a channel that brought none yet has a cost, too.
    const cost = cpaCents ?? spentCents / (conversions + 1);
    if (cost < DEAR * usual) return [];
    const why = `A conversion costs ${(cost / 100).toFixed(2)} here and ${(usual / 100).toFixed(2)} elsewhere`;
    return [{ channel, why, suggestion: "Write new versions of its ads, or lower its budget" }];
  });
}
