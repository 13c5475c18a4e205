import type { StaticComparison } from "@rapport/contracts/segment-rules";
import { readOneOf } from "../../../lib/read-search.ts";
import { t } from "../../../lib/text.ts";
import { SelectField } from "../../../ui/select-field.tsx";
import { ValueInput } from "./value-input.tsx";

const OPERATORS = {
  equals: t("is"),
  not_equals: t("is not"),
  exists: t("is known"),
  missing: t("is not known"),
  at_least: t("at least"),
  at_most: t("at most"),
  greater_than: t("more than"),
  less_than: t("less than"),
  contains: t("contains"),
  not_contains: t("contains not"),
  starts_with: t("begins with"),
  ends_with: t("ends with"),
} as const;
type Operator = keyof typeof OPERATORS;
const NUMERIC = ["at_least", "at_most", "greater_than", "less_than"] as const;

/** A comparison that these boxes can show. */
export type BoxComparison = Extract<StaticComparison, { operator: Operator }>;

export function isBoxComparison(is: { operator: string }): is is BoxComparison {
  return Object.hasOwn(OPERATORS, is.operator);
}

type ComparisonFieldsProps = {
  is: BoxComparison;
  /** Numbers alone, such as a probability. */
  numeric?: boolean;
  onChange: (is: BoxComparison) => void;
};

/** How something compares, and with what. */
export function ComparisonFields({ is, numeric = false, onChange }: ComparisonFieldsProps) {
  const operators = numeric ? NUMERIC : keysOf(OPERATORS);
  const value = "value" in is ? is.value : "";
  return (
    <>
      <SelectField
        label={t("Comparison")}
        value={is.operator}
        neutral
        options={operators.map((operator) => ({ value: operator, label: OPERATORS[operator] }))}
        onChange={(text) => {
          const operator = readOneOf(text, operators);
          if (operator) onChange(toComparison(operator, value));
        }}
      />
      {"value" in is && (
        <ValueInput
          label={t("Value")}
          value={is.value}
          numeric={typeof is.value === "number" && isNumeric(is.operator)}
          onChange={(changed) => onChange(toComparison(is.operator, changed))}
        />
      )}
    </>
  );
}

function toComparison(operator: Operator, value: string | number | boolean): BoxComparison {
  if (operator === "exists" || operator === "missing") return { operator };
  if (isNumeric(operator)) return { operator, value: Number(value) || 0 };
  if (operator === "starts_with" || operator === "ends_with") return { operator, value: String(value) };
  return { operator, value };
}

function isNumeric(operator: Operator): operator is (typeof NUMERIC)[number] {
  return NUMERIC.some((one) => one === operator);
}

function keysOf<T extends object>(object: T): (keyof T & string)[] {
  return Object.keys(object) as (keyof T & string)[]; // as: the keys of a literal that nothing adds to
}
