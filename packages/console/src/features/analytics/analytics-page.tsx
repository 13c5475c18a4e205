import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { t } from "../../lib/text.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import type { AnalyticsSearch, AnalyticsView, ViewProps } from "./analytics-search.ts";
import { AttributionView } from "./attribution-view.tsx";
import { DashboardView } from "./dashboard-view.tsx";
import { FunnelView } from "./funnel-view.tsx";
import { PathsView } from "./paths-view.tsx";
import { RangeField } from "./range-field.tsx";
import { RetentionView } from "./retention-view.tsx";

const VIEWS: Record<AnalyticsView, { label: string; View: (props: ViewProps) => ReactNode }> = {
  dashboard: { label: t("Dashboard"), View: DashboardView },
  funnel: { label: t("Funnel"), View: FunnelView },
  retention: { label: t("Retention"), View: RetentionView },
  paths: { label: t("Paths"), View: PathsView },
  attribution: { label: t("Attribution"), View: AttributionView },
};

/** Numbers of the project, each at an address of its own. */
export function AnalyticsPage() {
  const search = useSearch({ from: "/analytics" });
  const navigate = useNavigate({ from: "/analytics" });
  const change = (part: AnalyticsSearch) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: part.view === undefined });
  const view = search.view ?? "dashboard";
  const { View } = VIEWS[view];
  return (
    <>
      <PageHeader title={t("Analytics")}>
        <RangeField search={search} change={change} />
      </PageHeader>
      <Tabs
        label={t("Analyses")}
        id="analytics"
        value={view}
        tabs={Object.entries(VIEWS).map(([value, one]) => ({ value: value as AnalyticsView, label: one.label }))} // as: the keys of the record
        onChange={(chosen) => change({ view: chosen })}
      />
      <div
        id="analytics-panel"
        role="tabpanel"
        aria-labelledby={`analytics-tab-${view}`}
        className="min-h-0 flex-1 overflow-auto p-4"
      >
        <View search={search} change={change} />
      </div>
    </>
  );
}
