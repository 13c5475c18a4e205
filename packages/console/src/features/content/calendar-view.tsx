import type { CalendarEntry } from "@rapport/contracts/content";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { byId, changeRows } from "../../lib/change-rows.ts";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useMay } from "../session/use-may.ts";
import { CalendarDay } from "./calendar-day.tsx";
import { CalendarHead } from "./calendar-head.tsx";
import { contentApi } from "./content-api.ts";
import type { ContentSearch } from "./content-search.ts";
import { addDays, listDays, toMoment, toWallTime } from "./zoned-time.ts";

const REFRESH_MS = 20_000;
const MIDNIGHT = "00:00";

type CalendarViewProps = { search: ContentSearch; go: (part: ContentSearch) => void };

/** What goes out when: a month or a week in one time zone; pieces are moved by dragging, or by arrow keys. */
export function CalendarView({ search, go }: CalendarViewProps) {
  const zone = search.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const today = toWallTime(Date.now(), zone).day;
  const day = search.day ?? today;
  const days = listDays(day, search.span ?? "month");
  const calendar = useCalendar(days, zone);
  const move = useMove(zone);
  const shift = (entry: CalendarEntry, to: string) => {
    const next = moveTo(entry, to, zone);
    if (next) move.mutate(next);
  };
  const [dragged, setDragged] = useState<CalendarEntry>();
  const mayMove = useMay("content:write");
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <CalendarHead search={search} day={day} today={today} zone={zone} go={go} />
      {calendar.error && <ProblemNote title={t("The calendar could not be loaded")} error={calendar.error} />}
      {move.error && <ProblemNote title={t("The piece was not moved")} error={move.error} />}
      {calendar.isPending && <SkeletonRows rows={5} height={96} />}
      {calendar.data && (
        <>
          {calendar.data.more && (
            <p className="px-4 py-2 text-small text-honey">{t("Only the first 500 pieces of this span are shown.")}</p>
          )}
          {calendar.data.data.length === 0 && <NothingPlanned onStudio={() => go({ view: undefined })} />}
          <ol className="grid flex-1 auto-rows-fr grid-cols-7 border-s border-line max-md:block" aria-label={t("Days")}>
            {days.map((each) => (
              <CalendarDay
                key={each}
                day={each}
                isToday={each === today}
                isOutside={search.span !== "week" && each.slice(0, 7) !== day.slice(0, 7)}
                zone={zone}
                search={search}
                entries={calendar.data.data.filter(({ publishAt }) => toWallTime(publishAt, zone).day === each)}
                onDrag={mayMove ? setDragged : undefined}
                onDrop={() => dragged && shift(dragged, each)}
                onShift={(entry, days) => shift(entry, addDays(each, days))}
              />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

function useCalendar(days: readonly string[], zone: string) {
  const [first = "", last = ""] = [days[0], days.at(-1)];
  const from = toMoment({ day: first, clock: MIDNIGHT }, zone) ?? "";
  const until = toMoment({ day: addDays(last, 1), clock: MIDNIGHT }, zone) ?? "";
  return useQuery({
    queryKey: ["content", "calendar", from, until],
    queryFn: ({ signal }) => contentApi.calendar(from, until, signal),
    placeholderData: (before) => before,
    refetchInterval: REFRESH_MS,
  });
}

type Move = { entry: CalendarEntry; publishAt: string };

function useMove(zone: string) {
  return useChange({
    run: ({ entry: { id }, publishAt }: Move) => contentApi.schedule(id, { publishAt, timeZone: zone }),
    guard: ({ entry: { id, title, publishAt: before }, publishAt }) =>
      undone(t("“{title}” moved to {day}, {clock}.", { title, ...toWallTime(publishAt, zone) }), () =>
        contentApi.schedule(id, { publishAt: before, timeZone: zone }),
      ),
    refresh: [["content"]],
    optimistic: (client, { entry: { id }, publishAt }) => changeRows(client, ["content"], byId(id), { publishAt }),
  });
}

/** The move of a piece to another day at the time that the clock shows for it; none to the day that it has. */
function moveTo(entry: CalendarEntry, to: string, zone: string): Move | undefined {
  const { day, clock } = toWallTime(entry.publishAt, zone);
  const publishAt = to === day ? undefined : toMoment({ day: to, clock }, zone);
  return publishAt === undefined ? undefined : { entry, publishAt };
}

function NothingPlanned({ onStudio }: { onStudio: () => void }) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2 text-body text-ink-2">
      <p>{t("Nothing is planned here. A piece gets its time in the studio.")}</p>
      <Button onClick={onStudio}>{t("Open the studio")}</Button>
    </div>
  );
}
