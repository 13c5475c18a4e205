import type { CatalogItem } from "@rapport/contracts/catalog";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { readOneOf } from "../../lib/read-search.ts";
import { t, tn } from "../../lib/text.ts";
import { usePages } from "../../lib/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { GridIcon, RowsIcon, SearchIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useItemNames } from "../recommendations/use-item-names.ts";
import { catalogApi } from "./catalog-api.ts";
import { CatalogEmpty } from "./catalog-empty.tsx";
import { CatalogGrid } from "./catalog-grid.tsx";
import type { CatalogSearch } from "./catalog-search.ts";
import { CatalogTable } from "./catalog-table.tsx";

const route = getRouteApi("/catalog");
/** As many as the server answers at once. */
const CSV_PAGE = 500;

const isShown = (item: CatalogItem, { available }: CatalogSearch) =>
  available === undefined || item.available === (available === "yes");

/** Everything that can be recommended. */
export function CatalogPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: CatalogSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  const { rows, query: catalog } = usePages({
    key: ["catalog", search.q ?? "", search.category ?? ""],
    read: (cursor, signal, limit) =>
      catalogApi.items({ limit, cursor, search: search.q, category: search.category }, signal),
  });
  const { available } = search;
  const items = useMemo(() => rows?.filter((item) => isShown(item, { available })), [rows, available]);
  const filtered = Boolean(search.q || search.category || search.available);
  const none = items?.length === 0 && !catalog.hasNextPage;
  return (
    <>
      <PageHeader
        title={t("Catalog")}
        note={
          items && tn(items.length, "{count} item", "{count} items") + (catalog.hasNextPage ? ` ${t("so far")}` : "")
        }
      >
        <CatalogTools search={search} onChange={change} />
        <ListCsv
          name="catalog"
          page={(cursor, signal) =>
            catalogApi.items({ limit: CSV_PAGE, cursor, search: search.q, category: search.category }, signal)
          }
          keep={(item) => isShown(item, search)}
        />
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {catalog.error && (
          <ProblemNote
            title={t("The catalog could not be loaded")}
            error={catalog.error}
            onRetry={() => void catalog.refetch()}
          />
        )}
        {catalog.isPending && <SkeletonRows rows={10} height={56} />}
        {items &&
          items.length > 0 &&
          (search.view === "table" ? <CatalogTable items={items} /> : <CatalogGrid items={items} />)}
        {none && !filtered && <CatalogEmpty />}
        {none && filtered && (
          <EmptyState
            icon={<SearchIcon size={20} />}
            title={t("No item matches.")}
            action={
              <Button onClick={() => change({ q: undefined, category: undefined, available: undefined })}>
                {t("Clear filters")}
              </Button>
            }
          />
        )}
        {catalog.hasNextPage && (
          <LoadMore
            label={t("Load more items")}
            loading={catalog.isFetchingNextPage}
            failed={catalog.isFetchNextPageError}
            onLoad={() => void catalog.fetchNextPage()}
          />
        )}
      </div>
    </>
  );
}

function CatalogTools({ search, onChange }: { search: CatalogSearch; onChange: (part: CatalogSearch) => void }) {
  const items = useItemNames();
  const categories = useMemo(() => {
    const names = new Set([...items.values()].flatMap((item) => item.categories));
    if (search.category) names.add(search.category);
    return [...names].sort((a, b) => a.localeCompare(b));
  }, [items, search.category]);
  return (
    <>
      <SearchField
        label={t("Search items")}
        placeholder={t("Search items")}
        value={search.q ?? ""}
        onChange={(q) => onChange({ q: q || undefined })}
        className="w-56 max-md:w-auto max-md:basis-full"
      />
      <SelectField
        label={t("Category")}
        value={search.category ?? ""}
        options={[
          { value: "", label: t("All categories") },
          ...categories.map((name) => ({ value: name, label: name })),
        ]}
        onChange={(category) => onChange({ category: category || undefined })}
      />
      <SelectField
        label={t("Availability")}
        value={search.available ?? ""}
        options={[
          { value: "", label: t("Any availability") },
          { value: "yes", label: t("Available") },
          { value: "no", label: t("Not available") },
        ]}
        onChange={(available) => onChange({ available: readOneOf(available, ["yes", "no"]) })}
      />
      <Segmented
        label={t("Layout")}
        value={search.view ?? "grid"}
        onChange={(view) => onChange({ view: view === "table" ? "table" : undefined })}
        options={[
          { value: "grid", name: t("Grid"), label: <GridIcon size={14} /> },
          { value: "table", name: t("Table"), label: <RowsIcon size={14} /> },
        ]}
      />
    </>
  );
}
