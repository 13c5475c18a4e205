import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PencilIcon, SearchIcon } from "../../ui/icons.tsx";
import { useMay } from "../session/use-may.ts";
import type { ContentSearch } from "./content-search.ts";

type NoContentProps = { search: ContentSearch; isEmpty: boolean; onChange: (part: ContentSearch) => void };

/** What stands where no piece is open: how to get the first one, or that one is to be chosen. */
export function NoContent({ search, isEmpty, onChange }: NoContentProps) {
  const mayWrite = useMay("content:write");
  if (!isEmpty) {
    return (
      <EmptyState
        icon={<PencilIcon size={20} />}
        title={t("Choose a piece.")}
        action={mayWrite && <Button onClick={() => onChange({ open: "brief" })}>{t("New brief")}</Button>}
      >
        {t("Its variants stand side by side, each with what it rests on and what is wrong with it.")}
      </EmptyState>
    );
  }
  if (search.state || search.channel) {
    const clear = () => onChange({ state: undefined, channel: undefined });
    return (
      <EmptyState
        icon={<SearchIcon size={20} />}
        title={t("No piece matches.")}
        action={<Button onClick={clear}>{t("Clear filters")}</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={<PencilIcon size={20} />}
      title={t("Nothing was written yet.")}
      action={
        mayWrite && (
          <Button look="primary" onClick={() => onChange({ open: "brief" })}>
            {t("Write the first brief")}
          </Button>
        )
      }
    >
      {t(
        "Say what it is about, for which channels, and what is true. Variants are written from the catalog, your documents and the brief, and wait for a yes.",
      )}
    </EmptyState>
  );
}
