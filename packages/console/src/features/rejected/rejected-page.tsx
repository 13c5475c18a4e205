import { getRouteApi } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { DeadList } from "./dead-list.tsx";
import { RejectedList } from "./rejected-list.tsx";
import type { RejectedSearch } from "./rejected-search.ts";

const route = getRouteApi("/rejected");
const TABS = [
  { value: "rejected", label: t("Rejected at the door") },
  { value: "dead", label: t("Dead letters") },
] as const;

/** What did not become an event: refused at the door, or accepted and not applied. */
export function RejectedPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: RejectedSearch) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const tab = search.tab ?? "rejected";
  return (
    <>
      <PageHeader title={t("Rejected & dead")} note={t("nothing that is lost is silent")} />
      <Tabs
        id="rejected"
        label={t("What did not become an event")}
        value={tab}
        tabs={TABS}
        onChange={(next) => change({ tab: next === "dead" ? "dead" : undefined, selected: undefined, code: undefined })}
      />
      <div
        role="tabpanel"
        id="rejected-panel"
        aria-labelledby={`rejected-tab-${tab}`}
        className="min-h-0 flex-1 overflow-y-auto"
      >
        {tab === "dead" ? (
          <DeadList search={search} onChange={change} />
        ) : (
          <RejectedList search={search} onChange={change} />
        )}
      </div>
    </>
  );
}
