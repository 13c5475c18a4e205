import type { Segment } from "@rapport/contracts/segments";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { formatCount } from "../../lib/format.ts";
import { t, tn } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SegmentsIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { SegmentEditor } from "./segment-editor.tsx";
import { SegmentMembers } from "./segment-members.tsx";
import { SegmentSize } from "./segment-size.tsx";
import { segmentsApi } from "./segments-api.ts";

const route = getRouteApi("/segments");
const NEW = "new";
/** Sizes move with every event; while people are looked at, faster. */
const REFRESH_MS = { working: 1_000, idle: 5_000 };

/** Groups of people by rule: which there are, who is in them, and what they are. */
export function SegmentsPage() {
  const { segment: selected, view = "boxes" } = route.useSearch();
  const navigate = route.useNavigate();
  const open = (segment: string | undefined) => void navigate({ search: { segment, view }, replace: true });
  const segments = useQuery({
    queryKey: ["segments"],
    queryFn: ({ signal }) => segmentsApi.list(signal),
    refetchInterval: ({ state }) =>
      state.data?.data.some(({ complete }) => !complete) ? REFRESH_MS.working : REFRESH_MS.idle,
  });
  if (segments.isError) {
    const retry = () => void segments.refetch();
    return <ProblemNote title={t("The segments could not be loaded")} error={segments.error} onRetry={retry} />;
  }
  if (segments.isPending) return <SkeletonRows rows={8} height={44} />;
  const all = segments.data.data;
  const shown = all.find(({ id }) => id === selected);
  const isEditing = selected === NEW || shown !== undefined;
  return (
    <>
      <PageHeader compact title={t("Segments")} note={tn(all.length, "{count} segment", "{count} segments")}>
        {all.length > 0 && <ListCsv name="segments" page={(_, signal) => segmentsApi.list(signal)} />}
        <Button look={isEditing ? "plain" : "primary"} aria-keyshortcuts="n" onClick={() => open(NEW)}>
          {t("Add segment")}
        </Button>
      </PageHeader>
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        {all.length > 0 && <SegmentNav segments={all} selected={selected} onOpen={open} />}
        <div className="min-w-0 flex-1 overflow-y-auto max-md:overflow-visible">
          {isEditing ? (
            <>
              <SegmentEditor
                key={selected}
                segment={shown}
                view={view}
                onView={(changed) => void navigate({ search: { segment: selected, view: changed }, replace: true })}
                onDone={open}
              />
              {shown && <SegmentSize id={shown.id} />}
              {shown && <SegmentMembers segment={shown} />}
            </>
          ) : (
            <NothingOpen isEmpty={all.length === 0} onAdd={() => open(NEW)} />
          )}
        </div>
      </div>
    </>
  );
}

function NothingOpen({ isEmpty, onAdd }: { isEmpty: boolean; onAdd: () => void }) {
  return (
    <EmptyState
      icon={<SegmentsIcon size={20} />}
      title={isEmpty ? t("There is no segment yet.") : t("Choose a segment.")}
      action={isEmpty && <Button onClick={onAdd}>{t("Add the first segment")}</Button>}
    >
      {t(
        "A segment holds the people who meet a rule. They enter with the event that makes it true, and leave by themselves when time makes it false.",
      )}
    </EmptyState>
  );
}

type SegmentNavProps = { segments: readonly Segment[]; selected: string | undefined; onOpen: (id: string) => void };

function SegmentNav({ segments, selected, onOpen }: SegmentNavProps) {
  return (
    <nav
      aria-label={t("Segments")}
      className="w-72 shrink-0 overflow-y-auto border-e border-line py-2 max-md:w-auto max-md:border-e-0 max-md:border-b"
    >
      {segments.map(({ id, name, size, complete, text }) => (
        <button
          key={id}
          type="button"
          aria-current={id === selected ? "true" : undefined}
          onClick={() => onOpen(id)}
          className={classNames("block w-full px-4 py-2 text-start hover:bg-hover", id === selected && "bg-raised")}
        >
          <span className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate text-body font-medium text-ink">{name}</span>
            {!complete && <Pill look="honey">{t("looking")}</Pill>}
            <span className="text-small text-ink-2 tabular-nums">{formatCount(size)}</span>
          </span>
          <span className="block truncate font-mono text-small text-ink-3">{text}</span>
        </button>
      ))}
    </nav>
  );
}
