import type { CampaignMetrics } from "@rapport/contracts/campaigns";
import { Link } from "@tanstack/react-router";
import { formatMoney } from "../../lib/format.ts";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { Section } from "../../ui/section.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";

type ReportProps = { metrics: Pick<CampaignMetrics, "report" | "underperformers">; currency: string };

/** What agents say of the results in words, and channels that cost too much, with what to try. */
export function CampaignReport({ metrics: { report, underperformers }, currency }: ReportProps) {
  if (!report && underperformers.length === 0) return null;
  return (
    <Section title={t("In words")}>
      {underperformers.length > 0 && (
        <ul className="mb-3 grid max-w-prose gap-1.5 text-body text-ember">
          {underperformers.map(({ channel, costCents, usualCents }) => (
            <li key={channel}>
              {t(
                "{channel}: a conversion costs {cost}, and {usual} on the others. Write new versions of its ads, or lower its budget.",
                { channel, cost: formatMoney(costCents, currency), usual: formatMoney(usualCents, currency) },
              )}
            </li>
          ))}
        </ul>
      )}
      {report && (
        <>
          <ul className="grid max-w-prose gap-1.5 text-body text-ink">
            {report.statements.map(({ text, source }) => (
              <li key={`${source} ${text}`}>
                {text} <code className="text-small text-ink-3">{source}</code>
              </li>
            ))}
          </ul>
          <p className="mt-2 text-small text-ink-2">
            {tx("Written by {model} in {run}, {timeAgo}", {
              model: report.model,
              run: (
                <Link to="/runs" search={{ run: report.runId }} className="text-accent underline underline-offset-2">
                  {report.runId}
                </Link>
              ),
              timeAgo: <TimeSaid iso={report.writtenAt} />,
            })}
          </p>
        </>
      )}
    </Section>
  );
}
