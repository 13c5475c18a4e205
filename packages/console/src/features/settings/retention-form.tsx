import type { PutRetention, Retention } from "@rapport/contracts/retention";
import { useState } from "react";
import { describeFailure } from "../../lib/problem-words.ts";
import { t } from "../../lib/text.ts";
import { typed, undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import type { NameRow } from "./retention-names.tsx";
import { RetentionNames } from "./retention-names.tsx";
import { RETENTION_KEY, settingsApi } from "./settings-api.ts";
import { shortensRetention } from "./shortens-retention.ts";

/** Sets the days; fewer of them delete events for good, so they are asked for by a word. */
export function RetentionForm({ retention: { days, names } }: { retention: Retention }) {
  const before: PutRetention = { days, names };
  const [said, setSaid] = useState(days === null ? "" : String(days));
  const [rows, setRows] = useState(() => rowsOf(names));
  const save = useChange({
    run: settingsApi.putRetention,
    guard: (next) =>
      shortensRetention(before, next)
        ? typed(t("Older events are deleted within a quarter of an hour, for good."), t("Shorten"))
        : undone(t("Saved."), () => settingsApi.putRetention(before)),
    refresh: [RETENTION_KEY],
  });
  const next = readForm(said, rows);
  const isSame = JSON.stringify(next) === JSON.stringify(before);
  return (
    <form
      className="mt-4 flex max-w-2xl flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(next);
      }}
    >
      <FormField
        label={t("Days")}
        type="number"
        min={1}
        max={36_500}
        className="max-w-md"
        placeholder={t("As long as the server")}
        value={said}
        onChange={(event) => setSaid(event.target.value)}
        hint={t("Counted from an event's own time; older ones are refused, too.")}
        problem={save.error ? describeFailure(save.error) : undefined}
      />
      <RetentionNames rows={rows} onChange={setRows} />
      <Button type="submit" className="self-start" disabled={isSame || save.isPending}>
        {t("Save")}
      </Button>
    </form>
  );
}

/** What the form says; a row without a name or days is none. */
function readForm(days: string, rows: readonly NameRow[]): PutRetention {
  const named = rows
    .map(({ name, days: own }) => [name.trim(), Number(own)] as const)
    .filter(([name, own]) => name && own > 0);
  return { days: days.trim() === "" ? null : Number(days), names: Object.fromEntries(named) };
}

function rowsOf(names: PutRetention["names"]): NameRow[] {
  return Object.entries(names).map(([name, days], id) => ({ id, name, days: String(days) }));
}
