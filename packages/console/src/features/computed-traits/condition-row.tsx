import type { ConditionOperator } from "@rapport/contracts/computed-traits";
import { readOneOf } from "../../lib/read-search.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { CloseIcon } from "../../ui/icons.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { MeasureForm } from "./trait-form.ts";

const OPERATORS: Record<ConditionOperator, string> = {
  equals: t("is"),
  not_equals: t("is not"),
  one_of: t("is one of"),
  contains: t("contains"),
  greater_than: t("is more than"),
  at_least: t("is at least"),
  less_than: t("is less than"),
  at_most: t("is at most"),
  exists: t("is there"),
  not_exists: t("is not there"),
};
// as: Object.keys widens to string[]; the record has exactly the operators
const ALL = Object.keys(OPERATORS) as ConditionOperator[];

type Condition = MeasureForm["where"][number];
type ConditionRowProps = { condition: Condition; onChange: (condition: Condition) => void; onRemove: () => void };

/** One demand on a property of the events. */
export function ConditionRow({ condition, onChange, onRemove }: ConditionRowProps) {
  const takesValue = condition.operator !== "exists" && condition.operator !== "not_exists";
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="text-body text-ink-3">{t("where")}</span>
      <TextField
        label={t("Property of the condition")}
        placeholder={t("property")}
        value={condition.property}
        onChange={(property) => onChange({ ...condition, property })}
        className="w-36"
      />
      <SelectField
        label={t("Comparison")}
        value={condition.operator}
        neutral
        options={ALL.map((operator) => ({ value: operator, label: OPERATORS[operator] }))}
        onChange={(operator) => onChange({ ...condition, operator: readOneOf(operator, ALL) ?? "equals" })}
      />
      {takesValue && (
        <TextField
          label={t("Value of the condition")}
          placeholder={condition.operator === "one_of" ? "a, b, c" : t("value")}
          value={condition.value}
          onChange={(value) => onChange({ ...condition, value })}
          className="w-36"
        />
      )}
      <Button look="quiet" square aria-label={t("Remove the condition")} onClick={onRemove}>
        <CloseIcon size={14} />
      </Button>
    </div>
  );
}
