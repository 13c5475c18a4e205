import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import { ApiError } from "../../lib/api.ts";
import { t } from "../../lib/text.ts";
import { useHotkeys } from "../../lib/use-hotkeys.ts";
import { useServices } from "../../services.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SearchIcon } from "../../ui/icons.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { SESSION_KEY } from "../session/use-session.ts";
import type { FeedSnapshot } from "./event-feed.ts";
import { olderCursor, viewFloor } from "./event-feed.ts";
import type { EventFilter, EventsSearch } from "./event-filter.ts";
import { hasFilter, matchesFilter } from "./event-filter.ts";
import { EventList } from "./event-list.tsx";
import { EventsToolbar } from "./events-toolbar.tsx";
import { FirstEvent } from "./first-event.tsx";
import { ListEnd } from "./list-end.tsx";
import { MessagePanel } from "./message-panel.tsx";
import { RefusedNote } from "./refused-note.tsx";
import type { StreamEntry } from "./stream-entry.ts";

const route = getRouteApi("/events");

/** Everything that arrives, as it arrives. */
export function EventsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { feed } = useServices();
  const snapshot = useSyncExternalStore(feed.subscribe, feed.read);
  const rows = useRows(snapshot, search);
  useStoredFilter(snapshot, search);
  useSessionCheck(snapshot.error);

  const change = useCallback(
    (part: EventsSearch, replace = false) => void navigate({ search: (before) => ({ ...before, ...part }), replace }),
    [navigate],
  );
  const selected = useMemo(
    () => snapshot.buffer.entries.find((entry) => entry.key === search.selected),
    [snapshot, search.selected],
  );
  useListKeys(rows, search.selected, (key) => change({ selected: key }, true));

  const empty = rows.length === 0;
  const firstRun = snapshot.buffer.entries.length === 0 && snapshot.coverage.size > 0 && !snapshot.buffer.paused;
  if (firstRun && !hasFilter(search)) {
    return (
      <FirstEvent kind={search.guide ?? "plain-html"} onKind={(guide) => change({ guide }, true)}>
        <Refused snapshot={snapshot} />
      </FirstEvent>
    );
  }
  return (
    <>
      <Refused snapshot={snapshot} />
      <EventsToolbar snapshot={snapshot} search={search} rows={rows} onChange={change} />
      {snapshot.error && (
        <ProblemNote
          title={t("Stored events could not be loaded")}
          error={snapshot.error}
          onRetry={() => void feed.catchUp()}
        />
      )}
      <div className="flex min-h-0 flex-1">
        <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
          {empty && snapshot.loading && <SkeletonRows rows={14} height={40} />}
          {empty && !snapshot.loading && (
            <NothingFound snapshot={snapshot} search={search} onClear={() => change(NO_FILTER)} />
          )}
          {!empty && (
            <EventList rows={rows} selected={search.selected} end={<ListEnd snapshot={snapshot} search={search} />} />
          )}
        </div>
        {search.selected && (
          <MessagePanel
            entry={selected}
            view={search.view}
            onChange={change}
            onClose={() => change({ selected: undefined })}
          />
        )}
      </div>
    </>
  );
}

function Refused({ snapshot: { refused } }: { snapshot: FeedSnapshot }) {
  const { feed } = useServices();
  return refused && <RefusedNote refused={refused} onClose={() => feed.forgetRefused()} />;
}

const NO_FILTER: EventFilter = { q: undefined, type: undefined, name: undefined, only: undefined };

/** Rows of the list for the filter in the URL. */
function useRows(snapshot: FeedSnapshot, filter: EventFilter): readonly StreamEntry[] {
  const { q, type, name, only } = filter;
  return useMemo(() => {
    const floor = viewFloor(snapshot, { type, name });
    const { entries } = snapshot.buffer;
    // Nothing narrows the list and its last row is complete: the rows are the entries, however many there are.
    const last = entries.at(-1);
    if (!(q || type || name || only) && last?.kind === "event" && last.event.seq >= floor) return entries;
    return entries.filter(
      (entry) =>
        (entry.kind === "rejected" || entry.event.seq >= floor) && matchesFilter(entry, { q, type, name, only }),
    );
  }, [snapshot, q, type, name, only]);
}

/** A type or name that the newest events may not contain is asked of the server once. */
function useStoredFilter(snapshot: FeedSnapshot, { type, name, only }: EventFilter): void {
  const { feed } = useServices();
  const narrowed = Boolean(type || name) && !only;
  const wanted =
    narrowed && snapshot.coverage.size > 0 && !snapshot.error && olderCursor(snapshot, { type, name }) === undefined;
  useEffect(() => {
    if (wanted && !snapshot.loading) void feed.loadOlder({ type, name });
  }, [wanted, snapshot.loading, feed, type, name]);
}

/** The stream does not tell why it was refused; the answer to a fetch does. */
function useSessionCheck(error: Error | undefined): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    if (error instanceof ApiError && error.status === 401)
      void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
  }, [error, queryClient]);
}

function useListKeys(
  rows: readonly StreamEntry[],
  selected: string | undefined,
  select: (key: string | undefined) => void,
): void {
  const step = (by: number) => {
    const index = rows.findIndex((row) => row.key === selected);
    const next = rows[index === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, index + by))];
    if (next) select(next.key);
  };
  const close = () => select(undefined);
  useHotkeys({
    j: { label: t("Next message"), run: () => step(1) },
    k: { label: t("Previous message"), run: () => step(-1) },
    Escape: { label: t("Close the message"), run: close },
  });
}

function NothingFound({
  snapshot,
  search,
  onClear,
}: {
  snapshot: FeedSnapshot;
  search: EventFilter;
  onClear: () => void;
}) {
  const { feed } = useServices();
  const more = olderCursor(snapshot, search) !== null && search.only !== "rejected";
  const title =
    search.only === "rejected" && !search.q
      ? t("Nothing was rejected since this page was opened.")
      : t("No loaded message matches.");
  return (
    <EmptyState
      icon={<SearchIcon size={20} />}
      title={title}
      action={
        <>
          <Button onClick={onClear}>{t("Clear filters")}</Button>
          {more && (
            <Button onClick={() => void feed.loadOlder({ type: search.type, name: search.name })}>
              {t("Search older events")}
            </Button>
          )}
        </>
      }
    >
      {t("New messages that match appear here as they arrive.")}
    </EmptyState>
  );
}
