import { t } from "../../lib/text.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { BoxIcon } from "../../ui/icons.tsx";

/** An empty catalog, with the request that fills it. */
export function CatalogEmpty() {
  const command = `curl -X PUT ${window.location.origin}/api/v1/catalog/items \\
  -H "Authorization: Bearer $RAPPORT_SECRET_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"items": [{"id": "copper-kettle", "name": "Copper Kettle", "categories": ["Kitchen"]}]}'`;
  return (
    <div className="mx-auto max-w-2xl px-4">
      <EmptyState icon={<BoxIcon size={20} />} title={t("The catalog is empty.")} action={false}>
        {t("Send your items once, and again when they change. The secret key stays in your shell.")}
      </EmptyState>
      <CodeBlock name={t("Catalog request")} code={command} />
    </div>
  );
}
