import { CONTENT_STATES } from "@rapport/contracts/content";
import { CHANNEL_NAMES, CHANNELS } from "@rapport/contracts/content-channels";
import { getRouteApi } from "@tanstack/react-router";
import { readOneOf } from "../../lib/read-search.ts";
import { t, word } from "../../lib/text.ts";
import { usePages } from "../../lib/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useMay } from "../session/use-may.ts";
import { BriefForm } from "./brief-form.tsx";
import { CalendarView } from "./calendar-view.tsx";
import { contentApi } from "./content-api.ts";
import { ContentNav } from "./content-nav.tsx";
import type { ContentSearch } from "./content-search.ts";
import { NoContent } from "./no-content.tsx";
import { PieceView } from "./piece-view.tsx";

const route = getRouteApi("/content");
const REFRESH_MS = 10_000;
const VIEWS = [
  { value: "studio", label: t("Studio"), name: t("Show the studio") },
  { value: "calendar", label: t("Calendar"), name: t("Show the calendar") },
] as const;
const STATES = [
  { value: "", label: t("Every state") },
  ...CONTENT_STATES.map((state) => ({ value: state, label: word(state) })),
];
const CHOICES = [
  { value: "", label: t("Every channel") },
  ...CHANNEL_NAMES.map((name) => ({ value: name, label: CHANNELS[name].label })),
];

/** The studio: briefs become variants, which people look over, edit, approve or reject. */
export function ContentPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayWrite = useMay("content:write");
  const go = (part: ContentSearch) => void navigate({ search: (before) => ({ ...before, ...part }) });
  return (
    <>
      <PageHeader title={t("Content")}>
        <Segmented
          label={t("View")}
          value={search.view ?? "studio"}
          options={VIEWS}
          onChange={(view) => go({ view: view === "calendar" ? "calendar" : undefined })}
        />
        {search.view === undefined && <Filters search={search} go={go} />}
        {search.view === undefined && (
          <ListCsv name="content" page={(cursor, signal) => contentApi.list(search, cursor, signal)} />
        )}
        {mayWrite && (
          <Button
            look={search.open ? "plain" : "primary"}
            aria-keyshortcuts="n"
            onClick={() => go({ open: "brief", piece: undefined, view: undefined })}
          >
            {t("New brief")}
          </Button>
        )}
      </PageHeader>
      {search.view === "calendar" ? <CalendarView search={search} go={go} /> : <Studio search={search} go={go} />}
    </>
  );
}

type PartProps = { search: ContentSearch; go: (part: ContentSearch) => void };

function Filters({ search, go }: PartProps) {
  return (
    <>
      <SelectField
        label={t("State")}
        value={search.state ?? ""}
        options={STATES}
        onChange={(value) => go({ state: readOneOf(value, CONTENT_STATES) })}
      />
      <SelectField
        label={t("Channel")}
        value={search.channel ?? ""}
        options={CHOICES}
        onChange={(value) => go({ channel: readOneOf(value, CHANNEL_NAMES) })}
      />
    </>
  );
}

function Studio({ search, go }: PartProps) {
  const mayWrite = useMay("content:write");
  const { state, channel, piece, open } = search;
  const { rows = [], query: pieces } = usePages({
    key: ["content", "list", state ?? "", channel ?? ""],
    read: (cursor, signal) => contentApi.list(search, cursor, signal),
    everyMs: REFRESH_MS,
  });
  if (pieces.isPending) return <SkeletonRows rows={6} height={52} />;
  if (pieces.isError && !pieces.isFetchNextPageError) {
    const retry = () => void pieces.refetch();
    return <ProblemNote title={t("Content could not be loaded")} error={pieces.error} onRetry={retry} />;
  }
  const isWriting = mayWrite && open === "brief";
  const more = {
    loading: pieces.isFetchingNextPage,
    failed: pieces.isFetchNextPageError,
    onLoad: () => void pieces.fetchNextPage(),
  };
  return (
    <div className="flex min-h-0 flex-1 max-md:flex-col-reverse max-md:justify-end max-md:overflow-y-auto">
      {rows.length > 0 && <ContentNav pieces={rows} search={search} more={pieces.hasNextPage ? more : undefined} />}
      <div className="min-w-0 flex-1 overflow-y-auto max-md:flex-none max-md:overflow-visible">
        {isWriting && <BriefForm onWritten={(id) => go({ piece: id, open: undefined })} />}
        {!isWriting && piece && <PieceView key={piece} id={piece} />}
        {!isWriting && !piece && <NoContent search={search} isEmpty={rows.length === 0} onChange={go} />}
      </div>
    </div>
  );
}
