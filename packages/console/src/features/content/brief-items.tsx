import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { catalogApi } from "../catalog/catalog-api.ts";

const MOST = 5;

type BriefItemsProps = { chosen: readonly string[]; onChange: (ids: string[]) => void };

/** Chooses the items that a text is about, found by words of their names; the first one is its subject. */
export function BriefItems({ chosen, onChange }: BriefItemsProps) {
  const [search, setSearch] = useState("");
  const list = useId();
  const found = useQuery({
    queryKey: ["brief-items", search],
    queryFn: ({ signal }) => catalogApi.items({ limit: 10, search }, signal),
    enabled: search !== "",
    placeholderData: (before) => before,
  });
  const add = (id: string) => {
    setSearch("");
    onChange([...chosen, id]);
  };
  const offered = search === "" ? [] : (found.data?.data.filter(({ id }) => !chosen.includes(id)) ?? []);
  return (
    <div className="md:col-span-2">
      <FormField
        label={t("Items of the catalog")}
        hint={chosen.length < MOST ? t("Search by name; the first one is the subject.") : t("No more than five fit.")}
        value={search}
        autoComplete="off"
        disabled={chosen.length >= MOST}
        aria-controls={list}
        onChange={(event) => setSearch(event.target.value)}
      />
      <ul id={list} className="flex flex-wrap gap-2">
        {chosen.map((id) => (
          <li key={id}>
            <Button
              onClick={() => onChange(chosen.filter((one) => one !== id))}
              aria-label={t("Take {id} out", { id })}
            >
              <span className="max-w-60 truncate">{id}</span> ×
            </Button>
          </li>
        ))}
        {offered.map(({ id, name }) => (
          <li key={id}>
            <Button look="quiet" onClick={() => add(id)}>
              <span className="max-w-60 truncate">+ {name}</span>
            </Button>
          </li>
        ))}
      </ul>
      {search !== "" && found.isSuccess && offered.length === 0 && (
        <p role="status" className="text-small text-ink-3">
          {t("No other item of the catalog matches.")}
        </p>
      )}
    </div>
  );
}
