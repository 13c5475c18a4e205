import { LEAD_GRADES, LEAD_SORTS, LEAD_STAGES } from "@rapport/contracts/leads";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { withQuery } from "../../lib/api.ts";
import { readOneOf } from "../../lib/read-search.ts";
import { t } from "../../lib/text.ts";
import { usePages } from "../../lib/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { useMay } from "../session/use-may.ts";
import { CompaniesPanel } from "./companies-panel.tsx";
import { CriteriaPanel } from "./criteria-panel.tsx";
import { CrmPanel } from "./crm-panel.tsx";
import { ImportPanel } from "./import-panel.tsx";
import { LeadPanel } from "./lead-panel.tsx";
import { LeadHead, LeadRow } from "./lead-row.tsx";
import { STAGE_NAMES } from "./lead-words.ts";
import { leadFilter, leadsApi } from "./leads-api.ts";
import type { LeadsSearch } from "./leads-search.ts";
import { NoLeads } from "./no-leads.tsx";

const route = getRouteApi("/leads");
const REFRESH_MS = 15_000;
const ORDER = { score: t("Best first"), newest: t("Newest first"), active: t("Last seen first") } as const;

/** People who qualify for sales, the best first, with why beside each. */
export function LeadsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: LeadsSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  const close = () => change({ lead: undefined, open: undefined });
  return (
    <>
      <PageHeader title={t("Leads")}>
        <LeadsActions search={search} onChange={change} />
      </PageHeader>
      <LeadFilters search={search} onChange={change} />
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        <LeadList search={search} onChange={change} />
        {search.open === "crm" && <CrmPanel search={search} onChange={change} onClose={close} />}
        {search.open === "companies" && <CompaniesPanel search={search} onChange={change} onClose={close} />}
        {search.open === "import" && <ImportPanel onClose={close} />}
        {(search.open === "criteria" || search.open === "edit-criteria") && (
          <CriteriaPanel
            isEditing={search.open === "edit-criteria"}
            onEdit={(isEditing) => change({ open: isEditing ? "edit-criteria" : "criteria" })}
            onClose={close}
          />
        )}
        {search.open === undefined && search.lead && <LeadPanel id={search.lead} onClose={close} />}
      </div>
    </>
  );
}

type PartProps = { search: LeadsSearch; onChange: (part: LeadsSearch) => void };

function LeadFilters({ search, onChange }: PartProps) {
  const stages = LEAD_STAGES.map((stage) => ({ value: stage, label: STAGE_NAMES[stage] }));
  const grades = LEAD_GRADES.map((grade) => ({ value: grade, label: grade }));
  return (
    <search className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-4 py-2.5">
      <SearchField
        label={t("Search leads")}
        placeholder={t("Search name, email, company")}
        value={search.q ?? ""}
        onChange={(q) => onChange({ q: q || undefined })}
        className="w-96 max-md:w-full"
      />
      <SelectField
        label={t("Stage")}
        value={search.stage ?? ""}
        options={[{ value: "", label: t("Every stage") }, ...stages]}
        onChange={(value) => onChange({ stage: readOneOf(value, LEAD_STAGES) })}
      />
      <SelectField
        label={t("Grade")}
        value={search.grade ?? ""}
        options={[{ value: "", label: t("Every grade") }, ...grades]}
        onChange={(value) => onChange({ grade: readOneOf(value, LEAD_GRADES) })}
      />
      <SelectField
        label={t("Order")}
        value={search.sort ?? "score"}
        options={LEAD_SORTS.map((sort) => ({ value: sort, label: ORDER[sort] }))}
        onChange={(value) => onChange({ sort: readOneOf(value, LEAD_SORTS) })}
        neutral
      />
    </search>
  );
}

function LeadsActions({ search, onChange }: PartProps) {
  const mayChange = useMay("leads:write");
  return (
    <>
      <Button look="quiet" onClick={() => onChange({ open: "criteria" })}>
        {t("Criteria")}
      </Button>
      <a
        href={withQuery("/api/v1/leads/export", leadFilter(search))}
        download="leads.csv"
        className="rounded-corner px-2 py-1 text-ink-2 hover:bg-hover hover:text-ink"
      >
        {t("CSV")}
      </a>
      {mayChange && (
        <Button look="quiet" onClick={() => onChange({ open: "companies" })}>
          {t("Companies")}
        </Button>
      )}
      {mayChange && (
        <Button look="quiet" onClick={() => onChange({ open: "crm" })}>
          {t("CRM")}
        </Button>
      )}
      {mayChange && (
        <Button aria-keyshortcuts="n" onClick={() => onChange({ open: "import" })}>
          {t("Import")}
        </Button>
      )}
    </>
  );
}

function LeadList({ search, onChange }: PartProps) {
  const { q, stage, grade, sort } = search;
  const { rows, query: leads } = usePages({
    key: ["leads", q ?? "", stage ?? "", grade ?? "", sort ?? ""],
    read: (cursor, signal, limit) => leadsApi.list(search, { cursor, limit }, signal),
    everyMs: REFRESH_MS,
  });
  return (
    <div className="min-h-0 min-w-0 flex-1 overflow-y-auto max-md:overflow-visible">
      {leads.error && (
        <ProblemNote title={t("Leads could not be loaded")} error={leads.error} onRetry={() => void leads.refetch()} />
      )}
      {leads.isPending && <SkeletonRows rows={12} height={48} />}
      {rows && rows.length > 0 && (
        <>
          <LeadHead />
          <VirtualList
            label={t("Leads")}
            rows={rows}
            keyOf={({ id }) => id}
            rowPx={49}
            isBusy={leads.isPlaceholderData}
          >
            {(lead) => (
              <LeadRow
                lead={lead}
                isOpen={lead.id === search.lead}
                onOpen={() => onChange({ lead: lead.id, open: undefined })}
              />
            )}
          </VirtualList>
        </>
      )}
      {rows?.length === 0 && <NoLeads search={search} onChange={onChange} />}
      {leads.hasNextPage && (
        <LoadMore
          label={t("Load more leads")}
          loading={leads.isFetchingNextPage}
          failed={leads.isFetchNextPageError}
          onLoad={() => void leads.fetchNextPage()}
        />
      )}
    </div>
  );
}
