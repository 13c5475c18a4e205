import type { Campaign } from "@rapport/contracts/campaigns";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatMoney, formatShare } from "../../lib/format.ts";
import { tx } from "../../lib/rich-text.ts";
import { t, word } from "../../lib/text.ts";
import { FactList } from "../../ui/fact-list.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";
import { segmentsApi } from "../segments/segments-api.ts";
import { CampaignChannel } from "./campaign-channel.tsx";
import { CampaignCommands } from "./campaign-commands.tsx";
import { CampaignStatePill } from "./campaign-nav.tsx";
import { CampaignResults } from "./campaign-results.tsx";
import { CAMPAIGNS_KEY, campaignsApi } from "./campaigns-api.ts";
import { LaunchPanel } from "./launch-panel.tsx";
import { PlatformActions } from "./platform-actions.tsx";

const REFRESH_MS = 3_000;

/** One campaign: what may be done with it, what it brings, its channels, and how it came to where it is. */
export function CampaignDetails({ id }: { id: string }) {
  const campaign = useQuery({
    queryKey: [...CAMPAIGNS_KEY, id],
    queryFn: ({ signal }) => campaignsApi.get(id, signal),
    refetchInterval: REFRESH_MS,
  });
  if (campaign.isPending) return <SkeletonRows rows={5} height={44} />;
  if (campaign.isError) {
    return (
      <ProblemNote
        title={t("The campaign could not be loaded")}
        error={campaign.error}
        onRetry={() => void campaign.refetch()}
      />
    );
  }
  const one = campaign.data;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-3">
        <h2 className="min-w-0 truncate text-read font-semibold text-ink">{one.name}</h2>
        <CampaignStatePill state={one.state} />
        {one.reason !== "" && <p className="w-full text-small text-ink-2">{one.reason}</p>}
      </div>
      <CampaignCommands campaign={one} />
      <CampaignResults campaign={one} />
      <Plan campaign={one} />
      <Section title={t("Channels")}>
        <ul className="grid gap-3">
          {one.adSets.map((adSet) => (
            <CampaignChannel key={`${adSet.platform} ${adSet.placement}`} adSet={adSet} currency={one.currency} />
          ))}
        </ul>
      </Section>
      <LaunchPanel campaignId={one.id} />
      <PlatformActions campaign={one} />
      <History campaign={one} />
    </>
  );
}

function Plan({ campaign }: { campaign: Campaign }) {
  const { currency, budgetCents, spentCents, startsOn, endsOn, holdout, conversionEvent, landingUrl } = campaign;
  return (
    <Section title={t("Plan")}>
      <FactList
        facts={[
          {
            name: t("Budget"),
            value: t("{budgetCents}, of which {spentCents} are spent", {
              budgetCents: formatMoney(budgetCents, currency),
              spentCents: formatMoney(spentCents, currency),
            }),
          },
          { name: t("Days"), value: t("{startsOn} to {endsOn}", { startsOn, endsOn }) },
          { name: t("Audience"), value: <Audience id={campaign.audienceSegmentId} /> },
          { name: t("Kept from it"), value: campaign.audienceSegmentId === null ? t("Nobody") : formatShare(holdout) },
          { name: t("Conversion"), value: conversionEvent },
          { name: t("Leads to"), value: landingUrl, copy: landingUrl },
          {
            name: t("Optimiser"),
            value: campaign.mayMoveBudget ? t("May move money between channels") : t("Asks before it moves money"),
          },
        ]}
      />
    </Section>
  );
}

/** The segment by its name, which says more than its id. */
function Audience({ id }: { id: string | null }) {
  const segment = useQuery({
    queryKey: ["segments", id ?? "", "head"],
    queryFn: ({ signal }) => segmentsApi.get(id ?? "", signal),
    enabled: id !== null,
  });
  if (id === null) return t("Whom the platforms choose");
  return (
    <Link to="/segments" search={{ segment: id }} className="text-accent">
      {segment.data?.name ?? id}
    </Link>
  );
}

function History({ campaign: { transitions } }: { campaign: Campaign }) {
  if (transitions.length === 0) return null;
  return (
    <Section title={t("History")}>
      <ol className="grid gap-1.5 text-small">
        {transitions.toReversed().map(({ from, to, reason, actor, at }) => (
          <li key={`${at} ${to}`} className="text-ink-2">
            {tx("{from} {reason}by {actor}, {timeAgo}", {
              from: <span className="text-ink">{`${word(from)} → ${word(to)}`}</span>,
              reason: reason !== "" && `“${reason}” `,
              actor,
              timeAgo: <TimeSaid iso={at} />,
            })}
          </li>
        ))}
      </ol>
    </Section>
  );
}
