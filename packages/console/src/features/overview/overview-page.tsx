import type { Overview } from "@rapport/contracts/analytics";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PulseIcon } from "../../ui/icons.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { analyticsApi } from "../analytics/analytics-api.ts";
import { useMay } from "../session/use-may.ts";
import { EarnedList } from "./earned-list.tsx";
import { NeedsList } from "./needs-list.tsx";
import { WeekTiles } from "./week-tiles.tsx";

const REFRESH_MS = 15_000;

/** The start: what changed, what needs somebody, what was earned. Who may not see numbers starts with what arrives. */
export function OverviewPage() {
  return useMay("analytics:read") ? <OverviewView /> : <Navigate to="/events" replace />;
}

function OverviewView() {
  const overview = useQuery({
    queryKey: ["overview"],
    queryFn: ({ signal }) => analyticsApi.overview(signal),
    refetchInterval: REFRESH_MS,
  });
  const retry = () => void overview.refetch();
  return (
    <>
      <PageHeader title={t("Overview")} note={t("the last seven days beside the seven before, UTC")} compact />
      <div className="min-h-0 flex-1 overflow-y-auto">
        {overview.error && (
          <ProblemNote title={t("The overview could not be loaded")} error={overview.error} onRetry={retry} />
        )}
        {overview.isPending && <SkeletonRows rows={6} height={56} />}
        {overview.data && <Parts overview={overview.data} />}
      </div>
    </>
  );
}

function Parts({ overview }: { overview: Overview }) {
  const isNew = overview.week.events === 0 && overview.weekBefore.events === 0;
  return (
    <>
      <Section title={t("What changed")}>
        {isNew ? (
          <EmptyState
            icon={<PulseIcon size={20} />}
            title={t("Nothing has arrived in two weeks.")}
            action={
              <Link to="/events" className="text-accent hover:underline">
                {t("Send an event")}
              </Link>
            }
          >
            {t("Events show here and on the live list within a second.")}
          </EmptyState>
        ) : (
          <WeekTiles week={overview.week} before={overview.weekBefore} />
        )}
      </Section>
      <Section title={t("What needs you")}>
        <NeedsList needs={overview.needs} />
      </Section>
      {overview.earned && (
        <Section title={t("What Rapport earned")}>
          <EarnedList earned={overview.earned} />
        </Section>
      )}
    </>
  );
}
