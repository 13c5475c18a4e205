import type { AgentRunDetail } from "@rapport/contracts/agents";
import type { Campaign, CampaignMetrics } from "@rapport/contracts/campaigns";
import { campaignMetricsSchema, campaignSchema } from "@rapport/contracts/campaigns";
import { RapportError } from "@rapport/contracts/errors";
import { z } from "zod";
import { describeReport } from "./describe-report.ts";
import type { ConsoleDoor } from "./open-console-door.ts";

const resultSchema = z.object({
  campaignId: z.string().min(1),
  decision: z.enum(["approved", "rejected", "answered"]),
  reason: z.string().default(""),
});

/** What a campaign run came to, for people or as JSON. */
export async function printOutcome(door: ConsoleDoor, run: AgentRunDetail, asJson: boolean): Promise<string> {
  if (run.state !== "completed") throw new RapportError("conflict", `The run is ${run.state}: ${run.error ?? ""}`);
  const { campaignId, decision, reason } = resultSchema.parse(run.result);
  const path = `/api/v1/campaigns/${campaignId}`;
  const campaign = await door.read(path, campaignSchema);
  const metrics = await door.read(`${path}/metrics`, campaignMetricsSchema);
  if (asJson) return `${JSON.stringify({ runId: run.id, decision, campaign, metrics, report: metrics.report })}\n`;
  if (decision !== "approved") return `Not deployed: ${reason}. The draft stays: ${door.url}/console/campaigns\n`;
  return describe(campaign, metrics, `${door.url}/console/campaigns?campaign=${campaignId}`);
}

function describe(campaign: Campaign, metrics: CampaignMetrics, link: string): string {
  const { total, adSets, lift } = metrics;
  const { name, budgetCents, currency, startsOn, endsOn, state } = campaign;
  const money = (cents: number) => (cents / 100).toFixed(2);
  const rows = adSets.map(({ platform, placement, spentCents, clicks, conversions, cpaCents }) =>
    [
      `  ${platform} ${placement}`.padEnd(26),
      money(spentCents).padStart(10),
      String(clicks).padStart(8),
      String(conversions).padStart(13),
      (cpaCents === null ? "–" : money(cpaCents)).padStart(10),
    ].join(""),
  );
  return [
    "",
    `“${name}” is ${state}: ${money(total.spentCents)} of ${money(budgetCents)} ${currency} spent from ${startsOn} to ${endsOn}`,
    `${"  channel".padEnd(26)}${"spent".padStart(10)}${"clicks".padStart(8)}${"conversions".padStart(13)}${"each".padStart(10)}`,
    ...rows,
    `  ${describeLift(lift)}`,
    ...describeReport(metrics, currency),
    `  ${link}`,
    "",
  ].join("\n");
}

function describeLift(lift: CampaignMetrics["lift"]): string {
  if (!lift) return "Nobody was held out, so it cannot be told what it changed";
  const { treated, holdout, difference, low, high, simulated } = lift;
  const share = ({ converted, people }: { converted: number; people: number }) =>
    `${((100 * converted) / Math.max(1, people)).toFixed(1)} % of ${people}`;
  const points = (value: number) => `${value < 0 ? "" : "+"}${(100 * value).toFixed(1)}`;
  const basis = simulated ? " (orders are simulated, as everything in the sandbox)" : "";
  return `Bought: ${share(treated)} who could see it, ${share(holdout)} held out: ${points(difference)} points, 95 % between ${points(low)} and ${points(high)}${basis}`;
}
