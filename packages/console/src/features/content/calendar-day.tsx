import type { CalendarEntry } from "@rapport/contracts/content";
import { CHANNELS } from "@rapport/contracts/content-channels";
import { Link } from "@tanstack/react-router";
import type { KeyboardEvent } from "react";
import { useState } from "react";
import { currentLanguage } from "../../lib/language.ts";
import { t, word } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";
import type { ContentSearch } from "./content-search.ts";
import { toWallTime } from "./zoned-time.ts";

const NAME = new Intl.DateTimeFormat(currentLanguage().locale, { weekday: "short", day: "numeric", timeZone: "UTC" });
/** Days that a key moves a piece by, with Alt held. */
const SHIFTS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

type CalendarDayProps = {
  day: string;
  isToday: boolean;
  isOutside: boolean;
  zone: string;
  search: ContentSearch;
  entries: readonly CalendarEntry[];
  /** Absent for whoever may only look. */
  onDrag: ((entry: CalendarEntry) => void) | undefined;
  onDrop: () => void;
  onShift: (entry: CalendarEntry, days: number) => void;
};

/** One day with what goes out on it. */
export function CalendarDay(props: CalendarDayProps) {
  const { day, isToday, isOutside, entries, onDrag, onDrop, onShift } = props;
  const [isOver, setIsOver] = useState(false);
  return (
    <li
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        onDrop();
      }}
      className={classNames(
        "min-h-24 min-w-0 border-e border-b border-line p-1.5 max-md:min-h-0",
        isOutside && "bg-sunken",
        isOver && "bg-accent-wash",
        // A phone lists days one below the other: only those that hold something.
        entries.length === 0 && !isToday && "max-md:hidden",
      )}
    >
      <h3 className={classNames("mb-1 text-small", isToday ? "font-semibold text-accent" : "text-ink-3")}>
        {NAME.format(new Date(`${day}T00:00:00Z`))}
        {isToday && <span className="sr-only">{t(", today")}</span>}
      </h3>
      <ul className="flex flex-col gap-1">
        {entries.map((entry) => (
          <li key={entry.id}>
            <EntryLink {...props} entry={entry} onDrag={onDrag} onShift={onShift} />
          </li>
        ))}
      </ul>
    </li>
  );
}

type EntryLinkProps = Pick<CalendarDayProps, "zone" | "search" | "onDrag" | "onShift"> & { entry: CalendarEntry };

function EntryLink({ entry, zone, search, onDrag, onShift }: EntryLinkProps) {
  const { id, title, channel, state, publishAt, problems } = entry;
  const isMovable = onDrag !== undefined && state !== "published";
  const isLate = state !== "published" && Date.parse(publishAt) < Date.now();
  const shift = (event: KeyboardEvent<HTMLElement>) => {
    const days = SHIFTS[event.key];
    if (!isMovable || !event.altKey || days === undefined) return;
    event.preventDefault();
    // A week runs the way the language is written; weeks stand below each other in all.
    const isBackwards = Math.abs(days) === 1 && getComputedStyle(event.currentTarget).direction === "rtl";
    onShift(entry, isBackwards ? -days : days);
  };
  return (
    <Link
      to="/content"
      search={{ ...search, view: undefined, piece: id }}
      draggable={isMovable}
      onDragStart={() => onDrag?.(entry)}
      onKeyDown={shift}
      aria-keyshortcuts={isMovable ? "Alt+ArrowLeft Alt+ArrowRight Alt+ArrowUp Alt+ArrowDown" : undefined}
      title={isMovable ? t("Drag it to another day, or hold Alt and press an arrow key") : undefined}
      className={classNames(
        "block rounded-corner border px-1.5 py-1 text-small hover:bg-hover",
        state === "approved" ? "border-accent bg-accent-wash" : "border-line bg-raised",
      )}
    >
      <span className="flex gap-1.5">
        <span className="text-ink-2 tabular-nums">{toWallTime(publishAt, zone).clock}</span>
        <span className="min-w-0 truncate font-medium text-ink">{title}</span>
      </span>
      <span className={classNames("block truncate", problems > 0 || isLate ? "text-ember" : "text-ink-2")}>
        {CHANNELS[channel].label},{" "}
        {problems > 0 ? t("has problems") : isLate ? t("missed as {state}", { state: word(state) }) : word(state)}
      </span>
    </Link>
  );
}
