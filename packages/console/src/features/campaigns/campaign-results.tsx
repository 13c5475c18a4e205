import type { Campaign, CampaignFigures, CampaignMetrics } from "@rapport/contracts/campaigns";
import { useQuery } from "@tanstack/react-query";
import { formatCount, formatDigits, formatMoney } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { DayChart } from "../analytics/day-chart.tsx";
import { CampaignReport } from "./campaign-report.tsx";
import { CampaignTiles } from "./campaign-tiles.tsx";
import { CAMPAIGNS_KEY, campaignsApi } from "./campaigns-api.ts";

const SIMULATED_DAYS = t(
  "Everything here is simulated: the sandbox's days pass at once, so these are dates to come, and nobody's profile is touched.",
);

const REFRESH_MS = 10_000;
/** Days of the table; earlier ones are in the totals. */
const DAYS = 14;
const CELL = "px-2 py-1 text-end tabular-nums first:ps-0 first:text-start";

/** What a campaign has brought: by day, and beside those who were kept from it. */
export function CampaignResults({ campaign }: { campaign: Campaign }) {
  const { id, currency, state, spentCents } = campaign;
  const metrics = useQuery({
    // What was spent tells of new results before the next look would.
    queryKey: [...CAMPAIGNS_KEY, id, "metrics", state, spentCents],
    queryFn: ({ signal }) => campaignsApi.metrics(id, signal),
    refetchInterval: REFRESH_MS,
    enabled: state !== "draft" && state !== "proposed",
    placeholderData: (before) => before,
  });
  if (state === "draft" || state === "proposed") return null;
  return (
    <>
      <Section title={t("Results")}>
        {metrics.isPending && <SkeletonRows rows={3} height={28} />}
        {metrics.error && <ProblemNote title={t("The results could not be loaded")} error={metrics.error} />}
        {isSimulated(campaign) && <p className="mb-3 max-w-prose text-small text-ink-2">{SIMULATED_DAYS}</p>}
        {metrics.data?.days.length === 0 && (
          <p className="text-body text-ink-2">{t("The platforms have reported nothing yet.")}</p>
        )}
        {metrics.data && metrics.data.days.length > 0 && (
          <>
            <CampaignTiles campaign={campaign} metrics={metrics.data} />
            <Charts metrics={metrics.data} currency={currency} />
            <Table metrics={metrics.data} currency={currency} />
          </>
        )}
      </Section>
      {metrics.data && <CampaignReport metrics={metrics.data} currency={currency} />}
    </>
  );
}

/** Days of a campaign in the sandbox alone are the sandbox's. */
function isSimulated({ adSets }: Campaign): boolean {
  return adSets.every(({ platform }) => platform === "sandbox");
}

function Charts({ metrics: { days }, currency }: { metrics: CampaignMetrics; currency: string }) {
  const spent = days.map(({ day, spentCents }) => ({ day, value: spentCents }));
  const conversions = days.map(({ day, conversions: value }) => ({ day, value: Math.round(value * 10) / 10 }));
  return (
    <div className="my-4 grid gap-3 md:grid-cols-2">
      <DayChart total title={t("Spent")} days={spent} show={(cents) => formatMoney(cents, currency)} />
      <DayChart total title={t("Conversions")} days={conversions} />
    </div>
  );
}

function Table({ metrics: { days, total, adSets }, currency }: { metrics: CampaignMetrics; currency: string }) {
  return (
    <section className="overflow-x-auto" aria-label={t("Results by day and channel")}>
      <table className="w-full text-small text-ink-2">
        <thead>
          <tr className="text-ink-3">
            {["", t("Spent"), t("Clicks"), t("Conversions"), t("Each costs"), t("Return")].map((name) => (
              <th key={name} scope="col" className={`${CELL} font-normal`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Row name={t("All days")} figures={total} currency={currency} strong />
          {adSets.map(({ adSetId, platform, placement, ...figures }) => (
            <Row key={adSetId} name={`${platform} · ${placement}`} figures={figures} currency={currency} />
          ))}
          {days
            .slice(-DAYS)
            .toReversed()
            .map(({ day, ...figures }) => (
              <Row key={day} name={day} figures={figures} currency={currency} />
            ))}
        </tbody>
      </table>
    </section>
  );
}

type RowProps = { name: string; figures: CampaignFigures; currency: string; strong?: boolean };

function Row({ name, figures, currency, strong = false }: RowProps) {
  const { spentCents, clicks, conversions, cpaCents, roas } = figures;
  return (
    <tr className={strong ? "border-b border-line font-medium text-ink" : ""}>
      <th scope="row" className={`${CELL} font-normal whitespace-nowrap`}>
        {name}
      </th>
      <td className={CELL}>{formatMoney(spentCents, currency)}</td>
      <td className={CELL}>{formatCount(clicks)}</td>
      <td className={CELL}>{formatCount(Math.round(conversions * 10) / 10)}</td>
      <td className={CELL}>{cpaCents === null ? "–" : formatMoney(cpaCents, currency)}</td>
      <td className={CELL}>{roas === null ? "–" : formatDigits(roas, 2)}</td>
    </tr>
  );
}
