import { readOneOf } from "../../lib/read-search.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { CloseIcon } from "../../ui/icons.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { COMPARISONS, keysOf } from "./placement-words.ts";
import type { ConditionForm } from "./rule-form.ts";

const ATTRIBUTE = "attributes.";
const FACTS = [
  { value: "category", label: t("category") },
  { value: "type", label: t("type") },
  { value: "tag", label: t("tag") },
  { value: "priceCents", label: t("price in cents") },
  { value: "stock", label: t("stock") },
  { value: "margin", label: t("margin, 0 to 1") },
  { value: "ageDays", label: t("age in days") },
  { value: ATTRIBUTE, label: t("attribute") },
];

type ItemConditionRowProps = {
  condition: ConditionForm;
  isFirst: boolean;
  onChange: (condition: ConditionForm) => void;
  onRemove: () => void;
};

/** One test of an item; all of a rule's tests have to hold. */
export function ItemConditionRow({ condition, isFirst, onChange, onRemove }: ItemConditionRowProps) {
  const { field, op, value } = condition;
  const isAttribute = field.startsWith(ATTRIBUTE);
  const isList = op === "in" || op === "not_in";
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="w-10 text-body text-ink-3">{isFirst ? t("where") : t("and")}</span>
      <SelectField
        label={t("Fact about the item")}
        value={isAttribute ? ATTRIBUTE : field}
        neutral
        options={FACTS}
        onChange={(next) => onChange({ ...condition, field: next })}
      />
      {isAttribute && (
        <TextField
          label={t("Name of the attribute")}
          placeholder={t("attribute")}
          maxLength={64}
          value={field.slice(ATTRIBUTE.length)}
          onChange={(name) => onChange({ ...condition, field: `${ATTRIBUTE}${name}` })}
          className="w-28"
        />
      )}
      <SelectField
        label={t("Comparison")}
        value={op}
        neutral
        options={keysOf(COMPARISONS).map((one) => ({ value: one, label: COMPARISONS[one] }))}
        onChange={(next) => onChange({ ...condition, op: readOneOf(next, keysOf(COMPARISONS)) ?? "eq" })}
      />
      {op !== "exists" && op !== "missing" && (
        <TextField
          label={t("Value of the condition")}
          placeholder={isList ? "a, b, c" : t("value")}
          value={value}
          onChange={(next) => onChange({ ...condition, value: next })}
          className="w-28"
        />
      )}
      {!isFirst && (
        <Button look="quiet" square aria-label={t("Remove the condition")} onClick={onRemove}>
          <CloseIcon size={14} />
        </Button>
      )}
    </div>
  );
}
