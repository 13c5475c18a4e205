import { useVirtualizer } from "@tanstack/react-virtual";
import type { ReactNode } from "react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { t } from "../../lib/text.ts";
import { useNarrow } from "../../lib/use-narrow.ts";
import { Button } from "../../ui/button.tsx";
import { ArrowUpIcon } from "../../ui/icons.tsx";
import { EventRow } from "./event-row.tsx";
import type { StreamEntry } from "./stream-entry.ts";

const ROW_PX = { wide: 40, narrow: 64 } as const;

type EventListProps = { rows: readonly StreamEntry[]; selected: string | undefined; end: ReactNode };

/** The rows on the screen out of any number of rows. */
export function EventList(props: EventListProps) {
  const rowPx = useNarrow("phone") ? ROW_PX.narrow : ROW_PX.wide;
  // A list of rows of another height starts anew; the virtualizer keeps the sizes it has once measured.
  return <VirtualRows key={rowPx} rowPx={rowPx} {...props} />;
}

function VirtualRows({ rows, selected, end, rowPx }: EventListProps & { rowPx: number }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
    // By place, not by key: rows are all as high, and each arrival would ask for the keys of all.
  });
  const unseen = useSteadyScroll(scroller, rows, rowPx);

  const latestRows = useRef(rows);
  useEffect(() => {
    latestRows.current = rows;
  });
  useEffect(() => {
    // Reads the rows by reference: only another choice scrolls, arrivals must not pull the reader back to it.
    const index = latestRows.current.findIndex((row) => row.key === selected);
    if (index !== -1) virtualizer.scrollToIndex(index, { align: "auto" });
  }, [selected, virtualizer]);

  return (
    <>
      {unseen > 0 && (
        <Button
          look="primary"
          className="absolute top-3 start-1/2 z-20 -translate-x-1/2 !rounded-full px-3 shadow-float"
          onClick={() => scroller.current?.scrollTo({ top: 0 })}
        >
          <ArrowUpIcon size={14} />
          {t("{unseen} new", { unseen })}
        </Button>
      )}
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto [overflow-anchor:none]">
        <ul
          aria-label={t("Messages, newest first")}
          className="@container relative"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <li
                key={row.key}
                aria-setsize={rows.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 top-0"
                style={{ height: rowPx, transform: `translateY(${item.start}px)` }}
              >
                <EventRow entry={row} chosen={row.key === selected} />
              </li>
            );
          })}
        </ul>
        {end}
      </div>
    </>
  );
}

/**
 * Keeps what is being read where it is while rows arrive above it, and counts those rows.
 * At the very top the list follows the stream.
 */
function useSteadyScroll(
  scroller: { current: HTMLDivElement | null },
  rows: readonly StreamEntry[],
  rowPx: number,
): number {
  const before = useRef<string | undefined>(undefined);
  const [unseen, setUnseen] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    const anchor = before.current;
    before.current = rows[0]?.key;
    if (!element || anchor === undefined || anchor === rows[0]?.key) return;
    const added = rows.findIndex((row) => row.key === anchor);
    if (added <= 0 || element.scrollTop < rowPx / 2) return;
    element.scrollTop += added * rowPx;
    setUnseen((count) => count + added);
  }, [rows, rowPx, scroller]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      if (element.scrollTop < rowPx) setUnseen(0);
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  }, [rowPx, scroller]);
  return unseen;
}
