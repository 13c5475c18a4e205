import type { Placement } from "@rapport/contracts/placements";
import { t } from "../../lib/text.ts";
import { Tabs } from "../../ui/tabs.tsx";
import { PlacementEditor } from "./placement-editor.tsx";
import { PlacementPolicies } from "./placement-policies.tsx";
import { PlacementPreview } from "./placement-preview.tsx";
import { PlacementResults } from "./placement-results.tsx";
import type { PlacementsSearch } from "./placements-search.ts";

const TABS = [
  { value: "settings", label: t("Settings") },
  { value: "results", label: t("Results") },
  { value: "policies", label: t("Policies") },
] as const;

type PlacementViewProps = {
  placement: Placement;
  search: PlacementsSearch;
  mayChange: boolean;
  mayPreview: boolean;
  onChange: (part: PlacementsSearch) => void;
};

/** One placement: its settings, what came of it, and what it shows somebody. */
export function PlacementView({ placement, search, mayChange, mayPreview, onChange }: PlacementViewProps) {
  const { name } = placement;
  const tab = search.tab ?? "settings";
  return (
    <>
      <div className="min-w-0 flex-1 xl:overflow-y-auto">
        <Tabs
          label={t("Placement {name}", { name })}
          id="placement"
          value={tab}
          tabs={TABS}
          onChange={(next) => onChange({ tab: next === "settings" ? undefined : next })}
        />
        <div id="placement-panel" role="tabpanel" aria-labelledby={`placement-tab-${tab}`}>
          {tab === "settings" && (
            <PlacementEditor
              key={name}
              placement={placement}
              taken={[]}
              mayChange={mayChange}
              onDone={(next) => onChange({ placement: next })}
            />
          )}
          {tab === "results" && (
            <PlacementResults
              name={name}
              days={search.days ?? 30}
              onDays={(days) => onChange({ days: days === 30 ? undefined : days })}
            />
          )}
          {tab === "policies" && (
            <PlacementPolicies
              name={name}
              explores={placement.exploration.policy !== "none"}
              onSettings={mayChange ? () => onChange({ tab: undefined }) : undefined}
            />
          )}
        </div>
      </div>
      {mayPreview && tab === "settings" && (
        <aside
          aria-label={t("Preview")}
          className="shrink-0 border-line bg-sunken max-xl:border-t xl:w-[26rem] xl:overflow-y-auto xl:border-s"
        >
          <PlacementPreview placement={placement} person={search.person} query={search.q ?? ""} onChange={onChange} />
        </aside>
      )}
    </>
  );
}
