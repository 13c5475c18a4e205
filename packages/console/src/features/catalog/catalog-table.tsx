import type { CatalogItem } from "@rapport/contracts/catalog";
import { formatMoney } from "../../lib/format.ts";
import { safeUrl } from "../../lib/safe-url.ts";
import { t } from "../../lib/text.ts";
import { ItemTile } from "../../ui/item-tile.tsx";
import { useVirtualRows } from "../../ui/use-virtual-rows.ts";
import { Availability, ItemLink } from "./catalog-grid.tsx";

/** Two lines of text with their room; every row is as high. */
const ROW_PX = 52;
const HEAD_OF_ANY = "border-b border-line px-3 py-2 text-small font-medium text-ink-3 first:ps-4 last:pe-4";
const HEAD = `${HEAD_OF_ANY} text-start`;
const CELL = "border-b border-line px-3 py-2 align-middle first:ps-4 last:pe-4";

export function CatalogTable({ items }: { items: readonly CatalogItem[] }) {
  const {
    holder,
    top,
    total,
    items: shown,
  } = useVirtualRows<CatalogItem, HTMLTableSectionElement>({ rows: items, rowPx: ROW_PX, keyOf: ({ id }) => id });
  const above = (shown[0]?.start ?? top) - top;
  const below = total + top - (shown.at(-1)?.end ?? total + top);
  return (
    // The rows that are not in the page have their room, so its columns keep the widths of the first.
    <table aria-rowcount={items.length + 1} className="w-full border-separate border-spacing-0 text-body">
      <thead className="sticky top-0 z-10 bg-sheet">
        <tr>
          <th scope="col" className={HEAD}>
            {t("Item")}
          </th>
          <th scope="col" className={`${HEAD} max-md:hidden`}>
            {t("Category")}
          </th>
          <th scope="col" className={`${HEAD} max-lg:hidden`}>
            {t("Tags")}
          </th>
          <th scope="col" className={`${HEAD_OF_ANY} text-end`}>
            {t("Price")}
          </th>
          <th scope="col" className={HEAD}>
            {t("Availability")}
          </th>
          <th scope="col" className={`${HEAD} max-md:hidden`}>
            {t("Page")}
          </th>
        </tr>
      </thead>
      <tbody ref={holder}>
        <Room px={above} />
        {shown.map(({ key, index }) => {
          const item = items[index];
          return item && <ItemRow key={key} item={item} place={index + 2} />;
        })}
        <Room px={below} />
      </tbody>
    </table>
  );
}

/** Stands for the rows that are not in the page. */
function Room({ px }: { px: number }) {
  if (px <= 0) return null;
  return (
    <tr>
      <td colSpan={6} style={{ height: px }} />
    </tr>
  );
}

function ItemRow({ item, place }: { item: CatalogItem; place: number }) {
  return (
    <tr aria-rowindex={place} className="relative h-13 hover:bg-hover">
      <td className={`${CELL} max-md:w-full max-md:max-w-0`}>
        <div className="flex items-center gap-3">
          <ItemTile id={item.id} name={item.name} category={item.categories[0]} size="small" />
          <div className="min-w-0">
            <ItemLink item={item} />
            <p className="truncate font-mono text-micro text-ink-3">{item.id}</p>
          </div>
        </div>
      </td>
      <td className={`${CELL} text-ink-2 max-md:hidden`}>{item.categories.join(" › ")}</td>
      <td className={`${CELL} text-small text-ink-3 max-lg:hidden`}>{item.tags.slice(0, 4).join(", ")}</td>
      <td className={`${CELL} text-end text-ink tabular-nums`}>
        {item.priceCents === null ? "–" : formatMoney(item.priceCents, item.currency)}
      </td>
      <td className={CELL}>
        <Availability available={item.available} />
      </td>
      <td className={`${CELL} max-md:hidden`}>
        <PageLink item={item} />
      </td>
    </tr>
  );
}

function PageLink({ item }: { item: CatalogItem }) {
  const href = item.url === null ? undefined : safeUrl(item.url);
  if (!href) return <span className="text-ink-3">–</span>;
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      aria-label={t("Open the page of {name}", { name: item.name })}
      className="relative z-10 text-accent hover:underline"
    >
      {t("Open")}
    </a>
  );
}
