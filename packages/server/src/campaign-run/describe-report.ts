import type { CampaignMetrics } from "@rapport/contracts/campaigns";

/** What agents say of a campaign, line by line: each statement with the figure that it rests on, and channels that cost too much. */
export function describeReport(
  { report, underperformers }: Pick<CampaignMetrics, "report" | "underperformers">,
  currency: string,
): string[] {
  const money = (cents: number) => `${(cents / 100).toFixed(2)} ${currency}`;
  const dear = underperformers.map(
    ({ channel, costCents, usualCents }) =>
      `  ${channel} underperforms: a conversion costs ${money(costCents)}, and ${money(usualCents)} on the others. Write new versions of its ads, or lower its budget.`,
  );
  if (!report) return dear;
  const said = report.statements.map(({ text, source }) => `  ${text} (${source})`);
  return [`  In words, by ${report.model}:`, ...said, ...dear];
}
