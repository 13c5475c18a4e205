import type { CatalogItem } from "@rapport/contracts/catalog";
import { Link } from "@tanstack/react-router";
import { formatMoney } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { ItemTile } from "../../ui/item-tile.tsx";
import { Pill } from "../../ui/pill.tsx";

export function CatalogGrid({ items }: { items: readonly CatalogItem[] }) {
  return (
    <ul
      aria-label={t("Items")}
      className="grid grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-3 p-4 max-md:grid-cols-2"
    >
      {items.map((item) => (
        <li
          key={item.id}
          className="relative flex flex-col rounded-large border border-line bg-raised transition-shadow duration-(--calm) hover:border-line-strong hover:shadow-float"
        >
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
        </li>
      ))}
    </ul>
  );
}

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
