import { formatMoney } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { FactList } from "../../ui/fact-list.tsx";
import { ItemTile } from "../../ui/item-tile.tsx";
import { useItemNames } from "./use-item-names.ts";

/** The item that the imagined visitor looks at. */
export function ViewedItem({ id }: { id: string }) {
  const item = useItemNames().get(id);
  return (
    <div className="p-4">
      <h2 className="mb-3 text-small font-medium text-ink-2">{t("A stranger looks at")}</h2>
      <div className="mb-4 flex items-center gap-3">
        <ItemTile id={id} name={item?.name ?? id} category={item?.categories[0]} />
        <p className="min-w-0 text-read font-medium break-words text-ink">{item?.name ?? id}</p>
      </div>
      {item?.description && <p className="mb-4 text-body text-pretty text-ink-2">{item.description}</p>}
      <FactList
        facts={[
          { name: t("Id"), value: <span className="font-mono text-small break-all">{id}</span>, copy: id },
          ...(item && item.categories.length > 0 ? [{ name: t("Category"), value: item.categories.join(" › ") }] : []),
          ...(item?.priceCents == null
            ? []
            : [{ name: t("Price"), value: formatMoney(item.priceCents, item.currency) }]),
          ...(item && item.tags.length > 0 ? [{ name: t("Tags"), value: item.tags.join(", ") }] : []),
        ]}
      />
    </div>
  );
}
