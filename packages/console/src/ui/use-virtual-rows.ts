import type { VirtualItem } from "@tanstack/react-virtual";
import { useVirtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";
import { useCallback, useLayoutEffect, useRef, useState } from "react";
import { findScroller } from "./find-scroller.ts";

/** Of rows above and below the screen that are in the page already: a frame of a fast scroll shows no gap. */
const AHEAD_PX = 500;

type VirtualRowsOptions<Row> = {
  /** The same array as long as it has the same rows. */
  rows: readonly Row[];
  /** Height of a row before it was measured. */
  rowPx: number;
  keyOf: (row: Row) => string | number;
};

type VirtualRows<Holder> = {
  /** The element that holds the rows. */
  holder: RefObject<Holder | null>;
  /** Where the holder begins within the part that scrolls. */
  top: number;
  total: number;
  items: VirtualItem[];
  measure: (row: Element | null) => void;
};

/** The rows on the screen out of any number, within the nearest part that scrolls: a list that goes on costs what is seen of it. */
export function useVirtualRows<Row, Holder extends HTMLElement>(options: VirtualRowsOptions<Row>): VirtualRows<Holder> {
  const { rows, rowPx, keyOf } = options;
  const holder = useRef<Holder>(null);
  const [top, setTop] = useState(0);
  const latestKeyOf = useRef(keyOf);
  useLayoutEffect(() => {
    latestKeyOf.current = keyOf;
    // What stands above the list may come and go.
    setTop(topWithin(findScroller(holder.current), holder.current));
  });
  // Another function has the virtualizer lay out every row anew: one for each drawing would cost 100,000 rows at each turn of the wheel.
  const getItemKey = useCallback(
    (index: number) => {
      const row = rows[index];
      return row === undefined ? index : latestKeyOf.current(row);
    },
    [rows],
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => findScroller(holder.current),
    estimateSize: () => rowPx,
    overscan: Math.ceil(AHEAD_PX / rowPx),
    scrollMargin: top,
    getItemKey,
  });
  return {
    holder,
    top,
    total: virtualizer.getTotalSize(),
    items: virtualizer.getVirtualItems(),
    measure: virtualizer.measureElement,
  };
}

function topWithin(scroller: HTMLElement | null, holder: HTMLElement | null): number {
  if (scroller === null || holder === null) return 0;
  return Math.round(holder.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop);
}
