import type { Campaign, CampaignMetrics } from "@rapport/contracts/campaigns";
import type { ReactNode } from "react";
import { formatCount, formatDigits, formatMoney, formatShare } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { HoverNote } from "../../ui/hover-note.tsx";

const IN_SANDBOX = t("Their orders are simulated, as everything in the sandbox.");
const BY_EVENTS = t("By our own events, whatever platforms claim.");

type TilesProps = { campaign: Campaign; metrics: CampaignMetrics };

/** What a campaign cost and brought, and what of it would not have come without it. */
export function CampaignTiles({ campaign, metrics }: TilesProps) {
  const { currency, budgetCents } = campaign;
  const { total, lift } = metrics;
  const { spentCents, conversions, clicks, cpaCents, roas, revenueCents } = total;
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-5">
      <Tile name={t("Spent")} note={t("{share} of the budget", { share: formatShare(spentCents / budgetCents) })}>
        {formatMoney(spentCents, currency)}
      </Tile>
      <Tile name={t("Conversions")} note={t("from {clicks} clicks", { clicks })}>
        {formatCount(Math.round(conversions * 10) / 10)}
      </Tile>
      <Tile name={t("Each costs")}>{cpaCents === null ? "–" : formatMoney(cpaCents, currency)}</Tile>
      <Tile name={t("Return")} note={t("{revenue} earned", { revenue: formatMoney(revenueCents, currency) })}>
        {roas === null ? "–" : formatDigits(roas, 2)}
      </Tile>
      {lift && <LiftTile lift={lift} />}
    </dl>
  );
}

function LiftTile({ lift }: { lift: NonNullable<CampaignMetrics["lift"]> }) {
  const percent = (share: number) => `${share > 0 ? "+" : ""}${formatDigits(share * 100, 1)} %`;
  const { treated, holdout, difference, low, high, simulated } = lift;
  const why = t(
    "{converted} of {people} people of the audience converted since the approval, and {converted2} of {people2} who were kept from it. {simulated}",
    {
      converted: treated.converted,
      people: treated.people,
      converted2: holdout.converted,
      people2: holdout.people,
      simulated: simulated ? IN_SANDBOX : BY_EVENTS,
    },
  );
  const range = t("95 %: {low} to {high}", { low: percent(low), high: percent(high) });
  const isOpen = low < 0 && high > 0;
  return (
    <Tile
      name={simulated ? t("Simulated lift") : t("Lift")}
      note={isOpen ? `${range}. ${t("Too few people to be sure.")}` : range}
    >
      <HoverNote value={percent(difference)} note={why} />
    </Tile>
  );
}

function Tile({ name, note, children }: { name: string; note?: string; children: ReactNode }) {
  return (
    <div className="min-w-0 rounded-corner border border-line bg-raised px-3 py-2">
      <dt className="text-small text-ink-3">{name}</dt>
      <dd className="mt-0.5 text-read font-semibold text-ink tabular-nums">{children}</dd>
      {note !== undefined && <dd className="text-small text-ink-3">{note}</dd>}
    </div>
  );
}
