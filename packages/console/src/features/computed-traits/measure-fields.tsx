import type { TraitCalculation } from "@rapport/contracts/computed-traits";
import { readOneOf } from "../../lib/read-search.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ConditionRow } from "./condition-row.tsx";
import { CALCULATIONS } from "./describe-trait.ts";
import type { MeasureForm } from "./trait-form.ts";
import { emptyCondition } from "./trait-form.ts";

type Kind = TraitCalculation["kind"];
const NUMERIC: readonly Kind[] = ["count", "sum", "unique_count"];
// as: Object.keys widens to string[]; the record has exactly the kinds
const ALL = Object.keys(CALCULATIONS) as Kind[];

type MeasureFieldsProps = {
  /** Tells the fields of one measure from those of another. */
  label: string;
  form: MeasureForm;
  /** A ratio is made of numbers only. */
  numeric: boolean;
  onChange: (form: MeasureForm) => void;
};

/** What is calculated, over which events, under which conditions. */
export function MeasureFields({ label, form, numeric, onChange }: MeasureFieldsProps) {
  const set = (part: Partial<MeasureForm>) => onChange({ ...form, ...part });
  const kinds = numeric ? NUMERIC : ALL;
  return (
    <fieldset aria-label={label} className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-end gap-2">
        <SelectField
          label={t("Calculation")}
          value={form.kind}
          neutral
          options={kinds.map((kind) => ({ value: kind, label: CALCULATIONS[kind] }))}
          onChange={(kind) => set({ kind: readOneOf(kind, ALL) ?? "count" })}
        />
        {form.kind !== "count" && (
          <TextField
            label={t("Property")}
            placeholder={
              form.kind === "first" || form.kind === "last" ? t("property; empty: its time") : t("property, e.g. total")
            }
            value={form.property}
            onChange={(property) => set({ property })}
            className="w-52"
          />
        )}
        {form.kind === "list" && (
          <TextField
            label={t("Values in the list")}
            value={form.limit}
            onChange={(limit) => set({ limit })}
            className="w-16"
          />
        )}
      </div>
      <TextField
        label={t("of the events")}
        shown={t("of the events")}
        placeholder={"Order Completed, Product Viewed"}
        value={form.events}
        onChange={(events) => set({ events })}
        className="w-full max-w-md"
      />
      {form.where.map((condition) => (
        <ConditionRow
          key={condition.id}
          condition={condition}
          onChange={(changed) => set({ where: form.where.map((one) => (one.id === changed.id ? changed : one)) })}
          onRemove={() => set({ where: form.where.filter(({ id }) => id !== condition.id) })}
        />
      ))}
      <div>
        <Button look="quiet" onClick={() => set({ where: [...form.where, emptyCondition()] })}>
          {t("Add a condition")}
        </Button>
      </div>
    </fieldset>
  );
}
