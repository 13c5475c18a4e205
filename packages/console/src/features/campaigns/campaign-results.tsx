import type { Campaign, CampaignFigures, CampaignMetrics } from "@rapport/contracts/campaigns";
import { useQuery } from "@tanstack/react-query";
import { formatCount, formatDigits, formatMoney } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { HoverNote } from "../../ui/hover-note.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { CAMPAIGNS_KEY, campaignsApi } from "./campaigns-api.ts";

const IN_SANDBOX = t("Their orders are simulated, as everything in the sandbox.");
const BY_EVENTS = t("By our own events, whatever platforms claim.");

const REFRESH_MS = 10_000;
/** Days of the table; earlier ones are in the totals. */
const DAYS = 14;
const CELL = "px-2 py-1 text-end tabular-nums first:ps-0 first:text-start";

/** What a campaign has brought: by day, and beside those who were kept from it. */
export function CampaignResults({ campaign }: { campaign: Campaign }) {
  const { id, currency, state } = campaign;
  const metrics = useQuery({
    queryKey: [...CAMPAIGNS_KEY, id, "metrics"],
    queryFn: ({ signal }) => campaignsApi.metrics(id, signal),
    refetchInterval: REFRESH_MS,
    enabled: state !== "draft" && state !== "proposed",
  });
  if (state === "draft" || state === "proposed") return null;
  return (
    <Section title={t("Results")}>
      {metrics.isPending && <SkeletonRows rows={3} height={28} />}
      {metrics.error && <ProblemNote title={t("The results could not be loaded")} error={metrics.error} />}
      {metrics.data?.days.length === 0 && (
        <p className="text-body text-ink-2">{t("The platforms have reported nothing yet.")}</p>
      )}
      {metrics.data && metrics.data.days.length > 0 && <Table metrics={metrics.data} currency={currency} />}
      {metrics.data && <LiftLine metrics={metrics.data} />}
    </Section>
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

function LiftLine({ metrics: { lift } }: { metrics: CampaignMetrics }) {
  if (!lift) return null;
  const percent = (share: number) => `${formatDigits(share * 100, 2)} %`;
  const { treated, holdout, difference, low, high, simulated } = lift;
  const note = t(
    "{converted} of {people} people of the audience converted since the approval, and {converted2} of {people2} who were kept from it. {simulated}",
    {
      converted: treated.converted,
      people: treated.people,
      converted2: holdout.converted,
      people2: holdout.people,
      simulated: simulated ? IN_SANDBOX : BY_EVENTS,
    },
  );
  return (
    <div className="mt-3 text-body text-ink-2">
      {t("{simulated} over those kept from it:", { simulated: simulated ? t("Simulated lift") : t("Lift") })}
      <HoverNote value={`${percent(difference)} (95 %: ${percent(low)} to ${percent(high)})`} note={note} />
    </div>
  );
}
