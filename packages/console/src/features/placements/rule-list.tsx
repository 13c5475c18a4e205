import { PLACEMENT_LIMITS } from "@rapport/contracts/placements";
import { readOneOf } from "../../lib/read-search.ts";
import { t } from "../../lib/text.ts";
import { SelectField } from "../../ui/select-field.tsx";
import { keysOf, RULES } from "./placement-words.ts";
import type { RuleForm } from "./rule-form.ts";
import { emptyRule } from "./rule-form.ts";
import { RuleRow } from "./rule-row.tsx";

/** The rules of a list, and the choice that adds one. */
export function RuleList({ rules, onChange }: { rules: RuleForm[]; onChange: (rules: RuleForm[]) => void }) {
  const add = (text: string) => {
    const kind = readOneOf(text, keysOf(RULES));
    if (kind) onChange([...rules, emptyRule(kind)]);
  };
  return (
    <>
      {rules.length === 0 && (
        <p className="mb-3 text-body text-ink-3">{t("No rule: the model alone decides the order.")}</p>
      )}
      <ol className="mb-3 flex flex-col gap-2 empty:hidden">
        {rules.map((rule, index) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            place={index + 1}
            onChange={(changed) => onChange(rules.map((one) => (one.id === changed.id ? changed : one)))}
            onRemove={() => onChange(rules.filter(({ id }) => id !== rule.id))}
          />
        ))}
      </ol>
      {rules.length < PLACEMENT_LIMITS.rules && (
        <SelectField
          label={t("Add a rule")}
          value=""
          neutral
          options={[
            { value: "", label: t("Add a rule…") },
            ...keysOf(RULES).map((kind) => ({ value: kind, label: `${RULES[kind].label} ${RULES[kind].note}` })),
          ]}
          onChange={add}
        />
      )}
    </>
  );
}
