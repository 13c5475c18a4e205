import type { Placement } from "@rapport/contracts/placements";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { t, tn } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SlotIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useMay } from "../session/use-may.ts";
import { PlacementEditor } from "./placement-editor.tsx";
import { PlacementNav } from "./placement-nav.tsx";
import { PlacementView } from "./placement-view.tsx";
import { placementsApi } from "./placements-api.ts";
import type { PlacementsSearch } from "./placements-search.ts";

const route = getRouteApi("/placements");

/** The places where recommendations are shown: what stands there, for whom, and what it is worth. */
export function PlacementsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayChange = useMay("placements:write");
  const change = useCallback(
    (part: PlacementsSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  const placements = useQuery({ queryKey: ["placements"], queryFn: ({ signal }) => placementsApi.list(signal) });
  if (placements.isError) {
    const retry = () => void placements.refetch();
    return <ProblemNote title={t("The placements could not be loaded")} error={placements.error} onRetry={retry} />;
  }
  if (placements.isPending) return <SkeletonRows rows={8} height={44} />;
  const all = placements.data.data;
  const isOpen = search.mode === "add" || all.some(({ name }) => name === search.placement);
  return (
    <>
      <PageHeader compact title={t("Placements")} note={tn(all.length, "{count} placement", "{count} placements")}>
        {all.length > 0 && <ListCsv name="placements" page={(_, signal) => placementsApi.list(signal)} />}
        {mayChange && (
          <Button
            look={isOpen ? "plain" : "primary"}
            aria-keyshortcuts="n"
            onClick={() => change({ mode: "add", placement: undefined })}
          >
            {t("Add placement")}
          </Button>
        )}
      </PageHeader>
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        {all.length > 0 && (
          <PlacementNav
            placements={all}
            selected={search.placement}
            onOpen={(placement) => change({ placement, mode: undefined })}
          />
        )}
        <div className="min-w-0 flex-1 overflow-y-auto max-md:overflow-visible xl:flex xl:overflow-hidden">
          <Chosen all={all} search={search} mayChange={mayChange} onChange={change} />
        </div>
      </div>
    </>
  );
}

type ChosenProps = {
  all: readonly Placement[];
  search: PlacementsSearch;
  mayChange: boolean;
  onChange: (part: PlacementsSearch) => void;
};

function Chosen({ all, search, mayChange, onChange }: ChosenProps) {
  const mayPreview = useMay("recommendations:read");
  const shown = all.find(({ name }) => name === search.placement);
  if (search.mode === "add" && mayChange) {
    return (
      <div className="min-w-0 flex-1 xl:overflow-y-auto">
        <PlacementEditor
          placement={undefined}
          taken={all.map(({ name }) => name)}
          mayChange
          onDone={(placement) => onChange({ placement, mode: undefined, tab: undefined })}
        />
      </div>
    );
  }
  if (shown) return <PlacementView placement={shown} {...{ search, mayChange, mayPreview, onChange }} />;
  const isEmpty = all.length === 0;
  return (
    <EmptyState
      icon={<SlotIcon size={20} />}
      title={isEmpty ? t("No placement is set up yet.") : t("Choose a placement.")}
      action={
        isEmpty &&
        mayChange && <Button onClick={() => onChange({ mode: "add" })}>{t("Add the first placement")}</Button>
      }
    >
      {t(
        "A placement is a place where recommendations are shown, with rules of its own. A name that nobody has set up is answered with the personal list.",
      )}
    </EmptyState>
  );
}
