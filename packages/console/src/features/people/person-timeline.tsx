import type { TimelineEntry, TimelineKind } from "@rapport/contracts/profiles";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t, tn } from "../../lib/text.ts";
import { formatAbsolute, formatClock, formatDay } from "../../lib/time.ts";
import { useTimeZone } from "../../lib/time-zone.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PulseIcon } from "../../ui/icons.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TypeGlyph } from "../../ui/type-badge.tsx";
import { SummaryParts } from "../events/summary-parts.tsx";
import type { TimelineSession } from "./group-timeline.ts";
import { groupTimeline } from "./group-timeline.ts";
import { formatKinds } from "./people-search.ts";
import { personTimelineQuery } from "./person-queries.ts";
import { TimelineFilter } from "./timeline-filter.tsx";

type PersonTimelineProps = {
  id: string;
  kinds: readonly TimelineKind[];
  onKinds: (kinds: TimelineKind[]) => void;
};

/** What a person did and what happened to them, visit by visit. */
export function PersonTimeline({ id, kinds, onKinds }: PersonTimelineProps) {
  return (
    <>
      <TimelineFilter kinds={kinds} onChange={onKinds} />
      <TimelineDays id={id} kinds={formatKinds(kinds)} onAll={() => onKinds([])} />
    </>
  );
}

function TimelineDays({ id, kinds, onAll }: { id: string; kinds: string | undefined; onAll: () => void }) {
  const timeline = useInfiniteQuery(personTimelineQuery(id, kinds));
  // A day begins at another moment in another zone.
  useTimeZone();
  const days = groupTimeline(timeline.data?.pages.flatMap((page) => page.data) ?? []);

  if (timeline.isError && !timeline.isFetchNextPageError)
    return (
      <ProblemNote
        title={t("The timeline could not be loaded")}
        error={timeline.error}
        onRetry={() => void timeline.refetch()}
      />
    );
  if (timeline.isPending) return <SkeletonRows rows={8} height={44} />;
  if (days.length === 0 && kinds !== undefined) {
    return (
      <EmptyState
        icon={<PulseIcon size={20} />}
        title={t("Nothing of these kinds is stored.")}
        action={<Button onClick={onAll}>{t("Show all kinds")}</Button>}
      >
        {t("The timeline holds other entries of this person.")}
      </EmptyState>
    );
  }
  if (days.length === 0) {
    return (
      <EmptyState
        icon={<PulseIcon size={20} />}
        title={t("No events of this person are stored.")}
        action={<EventsLink />}
      >
        {t("What they do next appears here as it happens.")}
      </EmptyState>
    );
  }
  return (
    <div className="pb-6">
      {days.map((day) => (
        <section key={`${day.key}-${day.at}`} aria-label={formatDay(day.at, Date.now())}>
          <h2 className="sticky top-0 z-10 border-b border-line bg-sheet px-4 py-2 text-small font-medium text-ink-2">
            {formatDay(day.at, Date.now())}
          </h2>
          {day.sessions.map((session) => (
            <Session key={session.key} session={session} />
          ))}
        </section>
      ))}
      {timeline.hasNextPage && (
        <LoadMore
          label={t("Load older events")}
          loading={timeline.isFetchingNextPage}
          failed={timeline.isFetchNextPageError}
          onLoad={() => void timeline.fetchNextPage()}
        />
      )}
    </div>
  );
}

function Session({ session }: { session: TimelineSession }) {
  const start = formatClock(session.startedAt);
  const end = formatClock(session.endedAt);
  return (
    <section className="px-4 pt-4" aria-label={t("Visit at {start}", { start })}>
      <p className="mb-1 flex flex-wrap gap-x-2 text-small text-ink-3">
        <span className="font-medium text-ink-2 tabular-nums">{start === end ? start : `${start} – ${end}`}</span>
        <span>{tn(session.entries.length, "{count} event", "{count} events")}</span>
        {session.source && <span>{t("from {source}", { source: session.source })}</span>}
      </p>
      <ol className="relative before:absolute before:top-3 before:bottom-3 before:start-[17px] before:w-px before:bg-line-strong">
        {session.entries.map((entry) => (
          <TimelineRow key={entry.messageId} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

function TimelineRow({ entry }: { entry: TimelineEntry }) {
  return (
    <li className="relative flex min-h-9 items-center gap-3 rounded-corner px-2 hover:bg-hover">
      <span className="rounded-small bg-sheet">
        <TypeGlyph kind={entry.type} />
      </span>
      <Link
        to="/events"
        search={{ name: entry.name, selected: entry.messageId }}
        preload={false}
        className="max-w-[45%] shrink-0 truncate font-medium text-ink after:absolute after:inset-0 hover:text-accent focus-visible:outline-none focus-visible:after:rounded-corner focus-visible:after:outline-2 focus-visible:after:outline-accent"
      >
        {entry.name}
      </Link>
      <span className="sr-only">{entry.type}</span>
      <span className="flex min-w-0 flex-1 gap-3 overflow-hidden whitespace-nowrap">
        {entry.merges.some(({ undoneAt }) => undoneAt === null) && <Pill look="accent">{t("Merged")}</Pill>}
        {entry.merges.some(({ undoneAt }) => undoneAt !== null) && <Pill>{t("Merge undone")}</Pill>}
        <SummaryParts event={entry} />
      </span>
      <time
        dateTime={entry.timestamp}
        title={formatAbsolute(entry.timestamp)}
        className="shrink-0 text-small text-ink-3 tabular-nums"
      >
        {formatClock(entry.timestamp, true)}
      </time>
    </li>
  );
}

function EventsLink() {
  return (
    <Link to="/events" className="font-medium text-accent hover:underline">
      {t("See live events")}
    </Link>
  );
}
