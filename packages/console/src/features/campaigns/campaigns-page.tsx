import { getRouteApi } from "@tanstack/react-router";
import { t, tn } from "../../lib/text.ts";
import { usePages } from "../../lib/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { TargetIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useMay } from "../session/use-may.ts";
import { CampaignDetails } from "./campaign-details.tsx";
import { CampaignForm } from "./campaign-form.tsx";
import { CampaignNav } from "./campaign-nav.tsx";
import { CAMPAIGNS_KEY, campaignsApi } from "./campaigns-api.ts";
import { PlanCampaign } from "./plan-campaign.tsx";

const EXPLANATION = t(
  "A campaign spends nothing before somebody who may has approved it, and never more than its own and the project's caps.",
);

const route = getRouteApi("/campaigns");
const NEW = "new";
const PLAN = "plan";
/** Deployment and results go on without anybody here doing anything. */
const REFRESH_MS = 5_000;

/** What is advertised, to whom, for how much, and what came of it. */
export function CampaignsPage() {
  const { campaign: selected } = route.useSearch();
  const navigate = route.useNavigate();
  const mayChange = useMay("campaigns:write");
  const mayPlan = useMay("agents:write");
  const open = (campaign: string | undefined) => void navigate({ search: { campaign }, replace: true });
  const { rows: all = [], query: campaigns } = usePages({
    key: CAMPAIGNS_KEY,
    read: (cursor, signal) => campaignsApi.list(cursor, signal),
    everyMs: REFRESH_MS,
  });
  if (campaigns.isPending) return <SkeletonRows rows={6} height={56} />;
  if (campaigns.isError && !campaigns.isFetchNextPageError) {
    const retry = () => void campaigns.refetch();
    return <ProblemNote title={t("The campaigns could not be loaded")} error={campaigns.error} onRetry={retry} />;
  }
  const more = {
    loading: campaigns.isFetchingNextPage,
    failed: campaigns.isFetchNextPageError,
    onLoad: () => void campaigns.fetchNextPage(),
  };
  const isNew = selected === NEW && mayChange;
  const isPlanned = selected === PLAN && mayPlan;
  const isOpen = isNew || isPlanned;
  return (
    <>
      <PageHeader compact title={t("Campaigns")} note={tn(all.length, "{count} campaign", "{count} campaigns")}>
        {all.length > 0 && <ListCsv name="campaigns" page={campaignsApi.list} />}
        {mayPlan && !isOpen && all.length > 0 && <Button onClick={() => open(PLAN)}>{t("Plan with agents")}</Button>}
        {mayChange && !isOpen && all.length > 0 && (
          <Button aria-keyshortcuts="n" onClick={() => open(NEW)}>
            {t("New campaign")}
          </Button>
        )}
      </PageHeader>
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        {all.length > 0 && (
          <CampaignNav
            campaigns={all}
            selected={selected}
            onOpen={open}
            more={campaigns.hasNextPage ? more : undefined}
          />
        )}
        <div className="min-w-0 flex-1 overflow-y-auto max-md:overflow-visible">
          {isNew && <CampaignForm onDone={open} />}
          {isPlanned && <PlanCampaign />}
          {!isOpen && selected !== undefined && <CampaignDetails key={selected} id={selected} />}
          {!isOpen && selected === undefined && (
            <NothingOpen
              isEmpty={all.length === 0}
              onAdd={mayChange ? () => open(NEW) : undefined}
              onPlan={mayPlan ? () => open(PLAN) : undefined}
            />
          )}
        </div>
      </div>
    </>
  );
}

type NothingOpenProps = { isEmpty: boolean; onAdd: (() => void) | undefined; onPlan: (() => void) | undefined };

function NothingOpen({ isEmpty, onAdd, onPlan }: NothingOpenProps) {
  return (
    <EmptyState
      icon={<TargetIcon size={20} />}
      title={isEmpty ? t("Nothing is advertised yet.") : t("Choose a campaign.")}
      action={
        isEmpty && (
          <span className="flex flex-wrap justify-center gap-2">
            {onPlan && (
              <Button look="primary" onClick={onPlan}>
                {t("Have agents plan one")}
              </Button>
            )}
            {onAdd && <Button onClick={onAdd}>{t("Draft it yourself")}</Button>}
          </span>
        )
      }
    >
      {EXPLANATION}
    </EmptyState>
  );
}
