import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { CloseIcon } from "../../ui/icons.tsx";
import { TextField } from "../../ui/text-field.tsx";

/** An event's name and its days, as they are typed; `id` tells a row while its name changes. */
export type NameRow = { id: number; name: string; days: string };

type RetentionNamesProps = { rows: readonly NameRow[]; onChange: (rows: NameRow[]) => void };

/** Days of single events, in place of the project's. */
export function RetentionNames({ rows, onChange }: RetentionNamesProps) {
  const set = (row: NameRow) => onChange(rows.map((one) => (one.id === row.id ? row : one)));
  const add = () => onChange([...rows, { id: Math.max(0, ...rows.map(({ id }) => id)) + 1, name: "", days: "" }]);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-body font-medium text-ink">{t("Days of single events")}</legend>
      {rows.map((row) => (
        <div key={row.id} className="flex items-center gap-2">
          <TextField
            label={t("Event name")}
            placeholder={t("Event name")}
            maxLength={200}
            value={row.name}
            onChange={(next) => set({ ...row, name: next })}
            className="flex-1"
          />
          <TextField
            label={t("Days")}
            placeholder={t("Days")}
            type="number"
            value={row.days}
            onChange={(next) => set({ ...row, days: next })}
            className="w-24"
          />
          <Button
            look="quiet"
            square
            aria-label={t("Remove {name}", { name: row.name })}
            onClick={() => onChange(rows.filter(({ id }) => id !== row.id))}
          >
            <CloseIcon />
          </Button>
        </div>
      ))}
      <Button look="quiet" className="self-start" onClick={add}>
        {t("Add an event")}
      </Button>
    </fieldset>
  );
}
