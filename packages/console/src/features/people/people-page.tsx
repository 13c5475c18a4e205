import type { ProfileSummary } from "@rapport/contracts/profiles";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { api } from "../../lib/api.ts";
import { readOneOf } from "../../lib/read-search.ts";
import { t } from "../../lib/text.ts";
import { usePages } from "../../lib/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PeopleIcon, SearchIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { VirtualList } from "../../ui/virtual-list.tsx";
import type { PeopleSearch } from "./people-search.ts";
import { PeopleHead, PersonRow } from "./person-row.tsx";
import { useLiveRefresh } from "./use-live-refresh.ts";

const route = getRouteApi("/people");
/** As many as the server answers at once. */
const CSV_PAGE = 500;
const KNOWN = [
  { value: "", label: t("Everyone") },
  { value: "yes", label: t("Identified") },
  { value: "no", label: t("Anonymous") },
];

const isShown = ({ identified }: ProfileSummary, { known }: PeopleSearch) =>
  known === undefined || identified === (known === "yes");

/** Everyone who was seen, last seen first. */
export function PeoplePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: PeopleSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  const { rows: loaded, query: people } = usePages({
    key: ["people", search.q ?? ""],
    read: (cursor, signal, limit) => api.users({ limit, cursor, search: search.q }, signal),
  });
  // Someone unknown until now: the list begins anew.
  useLiveRefresh(["people"], () => true);

  const { known } = search;
  const rows = useMemo(() => loaded?.filter((person) => isShown(person, { known })), [loaded, known]);
  return (
    <>
      <PeopleTools search={search} onChange={change} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        {people.error && (
          <ProblemNote
            title={t("People could not be loaded")}
            error={people.error}
            onRetry={() => void people.refetch()}
          />
        )}
        {people.isPending && <SkeletonRows rows={12} height={44} />}
        {rows && rows.length > 0 && (
          <>
            <PeopleHead />
            <VirtualList
              label={t("People")}
              rows={rows}
              keyOf={({ id }) => id}
              rowPx={44}
              isBusy={people.isPlaceholderData}
            >
              {(person) => <PersonRow person={person} />}
            </VirtualList>
          </>
        )}
        {rows?.length === 0 && !people.hasNextPage && (
          <NobodyFound search={search} onClear={() => change({ q: undefined, known: undefined })} />
        )}
        {people.hasNextPage && (
          <LoadMore
            label={t("Load more people")}
            loading={people.isFetchingNextPage}
            failed={people.isFetchNextPageError}
            onLoad={() => void people.fetchNextPage()}
          />
        )}
      </div>
    </>
  );
}

type PeopleToolsProps = { search: PeopleSearch; onChange: (part: PeopleSearch) => void };

function PeopleTools({ search, onChange }: PeopleToolsProps) {
  return (
    <PageHeader title={t("People")}>
      <SearchField
        label={t("Search people")}
        placeholder={t("Search user id, name or email")}
        value={search.q ?? ""}
        onChange={(q) => onChange({ q: q || undefined })}
        className="w-72 max-md:flex-1"
      />
      <SelectField
        label={t("Identified")}
        value={search.known ?? ""}
        options={KNOWN}
        onChange={(known) => onChange({ known: readOneOf(known, ["yes", "no"]) })}
      />
      <ListCsv
        name="people"
        page={(cursor, signal) => api.users({ limit: CSV_PAGE, cursor, search: search.q }, signal)}
        keep={(person) => isShown(person, search)}
      />
    </PageHeader>
  );
}

function NobodyFound({ search, onClear }: { search: PeopleSearch; onClear: () => void }) {
  if (search.q || search.known) {
    return (
      <EmptyState
        icon={<SearchIcon size={20} />}
        title={t("Nobody matches.")}
        action={<Button onClick={onClear}>{t("Clear filters")}</Button>}
      >
        {t("Search looks at user ids, names and e-mail addresses.")}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<PeopleIcon size={20} />} title={t("Nobody was seen yet.")} action={<StartLink />}>
      {t("A person appears with their first event, and gets a name when your application calls identify.")}
    </EmptyState>
  );
}

function StartLink() {
  const navigate = route.useNavigate();
  return (
    <Button look="primary" onClick={() => void navigate({ to: "/events" })}>
      {t("Send the first event")}
    </Button>
  );
}
