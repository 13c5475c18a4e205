import type { ReactNode } from "react";
import { useVirtualRows } from "./use-virtual-rows.ts";

type VirtualListProps<Row> = {
  label: string;
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** Height of a row before it was measured. */
  rowPx: number;
  isBusy?: boolean;
  children: (row: Row) => ReactNode;
};

/** A list of which only what is seen is in the page. */
export function VirtualList<Row>({ label, rows, keyOf, rowPx, isBusy = false, children }: VirtualListProps<Row>) {
  const { holder, top, total, items, measure } = useVirtualRows<Row, HTMLUListElement>({ rows, rowPx, keyOf });
  return (
    <ul ref={holder} aria-label={label} aria-busy={isBusy} className="relative" style={{ height: total }}>
      {items.map(({ key, index, start }) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <li
            key={key}
            ref={measure}
            data-index={index}
            aria-setsize={rows.length}
            aria-posinset={index + 1}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${start - top}px)` }}
          >
            {children(row)}
          </li>
        );
      })}
    </ul>
  );
}
