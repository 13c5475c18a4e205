import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "../../lib/api.ts";
import { formatMoney, shortId } from "../../lib/format.ts";
import { t, tn } from "../../lib/text.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { classNames } from "../../ui/class-names.ts";
import { ItemTile } from "../../ui/item-tile.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { catalogApi } from "../catalog/catalog-api.ts";
import { personName } from "../people/person-name.ts";
import type { RecommendationsSearch } from "./recommendations-search.ts";

type SubjectPickerProps = {
  mode: "person" | "item";
  query: string;
  chosen: string | undefined;
  onChange: (part: RecommendationsSearch, replace?: boolean) => void;
  /** Takes all the width it is given instead of being a column. */
  wide?: boolean;
};

type Choice = { id: string; title: string; note: string; picture: ReactNode };
const SHOWN = 30;

/** Search and choose whom, or what, to preview for. */
export function SubjectPicker({ mode, query, chosen, onChange, wide = false }: SubjectPickerProps) {
  const choices = useQuery({
    queryKey: ["subjects", mode, query],
    queryFn: ({ signal }) => (mode === "person" ? findPeople(query, signal) : findItems(query, signal)),
    placeholderData: (before, previous) => (previous?.queryKey[1] === mode ? before : undefined),
  });
  return (
    <section
      aria-label={t("Pick")}
      className={classNames(
        "flex shrink-0 flex-col border-line",
        !wide && "w-64 max-lg:w-auto lg:border-e",
        chosen && "max-lg:border-b",
      )}
    >
      <div className="border-b border-line p-2">
        <SearchField
          label={mode === "person" ? t("Search people") : t("Search items")}
          placeholder={mode === "person" ? t("Search people") : t("Search items")}
          value={query}
          onChange={(q) => onChange({ q: q || undefined }, true)}
        />
      </div>
      <div className={classNames("min-h-0 flex-1 overflow-y-auto p-1", chosen && "max-lg:max-h-48")}>
        {choices.isPending && <SkeletonRows rows={8} height={44} />}
        {choices.error && (
          <ProblemNote title={t("The search failed")} error={choices.error} onRetry={() => void choices.refetch()} />
        )}
        {choices.data?.length === 0 && <p className="p-4 text-center text-body text-ink-3">{t("Nothing matches.")}</p>}
        {choices.data?.map((choice) => (
          <button
            key={choice.id}
            type="button"
            aria-pressed={choice.id === chosen}
            onClick={() => onChange(mode === "person" ? { person: choice.id } : { item: choice.id })}
            className={classNames(
              "flex min-h-11 w-full items-center gap-2.5 rounded-corner px-2 py-1 text-start",
              choice.id === chosen ? "bg-chosen" : "hover:bg-hover",
            )}
          >
            {choice.picture}
            <span className="min-w-0">
              <span className="block truncate font-medium text-ink">{choice.title}</span>
              <span className="block truncate text-small text-ink-3">{choice.note}</span>
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}

async function findPeople(search: string, signal: AbortSignal): Promise<Choice[]> {
  const page = await api.users({ limit: SHOWN, search }, signal);
  return page.data.map((person) => {
    const name = personName(person);
    return {
      id: person.userId ?? person.id,
      title: name ?? t("Anonymous {value}", { value: shortId(person.id).slice(-4) }),
      note: tn(person.eventCount, "{count} event", "{count} events"),
      picture: <Avatar id={person.id} name={name} />,
    };
  });
}

async function findItems(search: string, signal: AbortSignal): Promise<Choice[]> {
  const page = await catalogApi.items({ limit: SHOWN, search }, signal);
  return page.data.map((item) => ({
    id: item.id,
    title: item.name,
    note:
      [item.categories[0], item.priceCents === null ? undefined : formatMoney(item.priceCents, item.currency)]
        .filter(Boolean)
        .join(" · ") || item.id,
    picture: <ItemTile id={item.id} name={item.name} category={item.categories[0]} size="small" />,
  }));
}
