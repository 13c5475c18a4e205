import type { CatalogItem } from "@rapport/contracts/catalog";
import { Link } from "@tanstack/react-router";
import { memo, useLayoutEffect, useMemo, useState } from "react";
import { formatMoney } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { ItemTile } from "../../ui/item-tile.tsx";
import { Pill } from "../../ui/pill.tsx";
import { useVirtualRows } from "../../ui/use-virtual-rows.ts";

/** Least width of a card, the room between cards, and the height of one, which each has. */
const CARD = { minPx: 208, gapPx: 12, px: 188 };

/** Cards as many beside each other as there is room for. */
export function CatalogGrid({ items }: { items: readonly CatalogItem[] }) {
  const [lanes, setLanes] = useState(2);
  // A row of cards is one row to the virtualizer: all are as high, and it lays out a fifth of what the cards would be.
  const rows = useMemo(() => rowsOf(items.length, lanes), [items, lanes]);
  const {
    holder,
    top,
    total,
    items: shown,
  } = useVirtualRows<number, HTMLUListElement>({ rows, rowPx: CARD.px + CARD.gapPx, keyOf: (first) => first });
  useLayoutEffect(() => {
    const list = holder.current;
    if (!list) return;
    const observer = new ResizeObserver(() => setLanes(countLanes(list.clientWidth)));
    observer.observe(list);
    return () => observer.disconnect();
  }, [holder]);
  return (
    <div className="p-4">
      <ul ref={holder} aria-label={t("Items")} className="relative" style={{ height: total - CARD.gapPx }}>
        {shown.flatMap(({ index: row, start }) =>
          items.slice(row * lanes, (row + 1) * lanes).map((item, lane) => (
            <li
              key={item.id}
              aria-setsize={items.length}
              aria-posinset={row * lanes + lane + 1}
              className="absolute top-0 start-0"
              style={{ ...placeOf(lane, lanes), height: CARD.px, transform: `translateY(${start - top}px)` }}
            >
              <ItemCard item={item} />
            </li>
          )),
        )}
      </ul>
    </div>
  );
}

/** The place of each row's first card. */
function rowsOf(count: number, lanes: number): readonly number[] {
  return Array.from({ length: Math.ceil(count / lanes) }, (_, row) => row * lanes);
}

/** At least two: a phone shows two beside each other, however narrow. */
function countLanes(px: number): number {
  return Math.max(2, Math.floor((px + CARD.gapPx) / (CARD.minPx + CARD.gapPx)));
}

function placeOf(lane: number, lanes: number): { width: string; insetInlineStart: string } {
  const width = `(100% - ${(lanes - 1) * CARD.gapPx}px) / ${lanes}`;
  return { width: `calc(${width})`, insetInlineStart: `calc((${width} + ${CARD.gapPx}px) * ${lane})` };
}

/** Drawn once for each item: at a turn of the wheel only the places of cards are others. */
const ItemCard = memo(function ItemCard({ item }: { item: CatalogItem }) {
  return (
    <div className="relative flex h-full flex-col rounded-large border border-line bg-raised transition-shadow duration-(--calm) hover:border-line-strong hover:shadow-float">
      <ItemTile id={item.id} name={item.name} category={item.categories[0]} size="wide" />
      <div className="flex flex-1 flex-col p-3">
        <ItemLink item={item} />
        <p className="mt-0.5 truncate text-small text-ink-3">{item.categories.join(" › ") || item.id}</p>
        <div className="mt-auto flex items-center justify-between gap-2 pt-3">
          <span className="text-body text-ink tabular-nums">
            {item.priceCents === null ? "" : formatMoney(item.priceCents, item.currency)}
          </span>
          <Availability available={item.available} />
        </div>
      </div>
    </div>
  );
});

/** Leads to what a stranger would be shown beside the item. */
export function ItemLink({ item }: { item: CatalogItem }) {
  return (
    <Link
      to="/recommendations"
      search={{ mode: "item", item: item.id }}
      preload={false}
      className="line-clamp-2 font-medium text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-large focus-visible:after:outline-2 focus-visible:after:outline-accent"
    >
      {item.name}
    </Link>
  );
}

export function Availability({ available }: { available: boolean }) {
  if (!available) return <Pill look="ember">{t("Not available")}</Pill>;
  return (
    <span className="inline-flex items-center gap-1.5 text-small text-ink-3">
      <span className="size-1.5 rounded-full bg-accent" /> {t("Available")}
    </span>
  );
}
