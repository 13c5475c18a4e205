import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { CloseIcon } from "../../ui/icons.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useItemNames } from "../recommendations/use-item-names.ts";
import { CheckField } from "./check-field.tsx";
import { ItemConditionRow } from "./item-condition-row.tsx";
import { RULES } from "./placement-words.ts";
import type { RuleForm } from "./rule-form.ts";
import { emptyCondition } from "./rule-form.ts";

const ACTIONS = ["viewed", "clicked", "engaged", "saved", "added", "purchased"] as const;

type FieldsProps = { rule: RuleForm; onChange: (part: Partial<RuleForm>) => void };
type RuleRowProps = { rule: RuleForm; place: number; onChange: (rule: RuleForm) => void; onRemove: () => void };

/** One rule: what it does, and to what. */
export function RuleRow({ rule, place, onChange, onRemove }: RuleRowProps) {
  const { label, note } = RULES[rule.kind];
  return (
    <li className="rounded-corner border border-line bg-sunken px-3 py-2">
      <div className="mb-1.5 flex items-center gap-2">
        <p className="min-w-0 flex-1 text-body text-ink-3">
          {place} <span className="font-medium text-ink">{label}</span> {note}
        </p>
        <Button look="quiet" square aria-label={t("Remove rule {place}", { place })} onClick={onRemove}>
          <CloseIcon size={14} />
        </Button>
      </div>
      <RuleFields rule={rule} onChange={(part) => onChange({ ...rule, ...part })} />
    </li>
  );
}

function RuleFields({ rule, onChange }: FieldsProps) {
  switch (rule.kind) {
    case "pin":
      return <PinFields rule={rule} onChange={onChange} />;
    case "only":
    case "exclude":
    case "bury":
      return <WhenFields rule={rule} onChange={onChange} />;
    case "boost":
      return (
        <div className="flex flex-col gap-2">
          <NumberOf label={t("Times")} value={rule.factor} onChange={(factor) => onChange({ factor })} />
          <WhenFields rule={rule} onChange={onChange} />
        </div>
      );
    case "margin":
      return <NumberOf label={t("Weight, 0 to 5")} value={rule.weight} onChange={(weight) => onChange({ weight })} />;
    case "calibrate":
      return <NumberOf label={t("Weight, 0 to 1")} value={rule.weight} onChange={(weight) => onChange({ weight })} />;
    case "repeat":
      return <RepeatFields rule={rule} onChange={onChange} />;
    case "category_cap":
      return (
        <div className="flex flex-wrap gap-3">
          <NumberOf label={t("At most")} value={rule.max} onChange={(max) => onChange({ max })} />
          <NumberOf label={t("Level, 1 the widest")} value={rule.level} onChange={(level) => onChange({ level })} />
        </div>
      );
  }
}

function PinFields({ rule, onChange }: FieldsProps) {
  const item = useItemNames().get(rule.itemId.trim());
  return (
    <div className="flex flex-wrap items-end gap-3">
      <TextField
        label={t("Item id")}
        shown={t("Item id")}
        placeholder={"sku-1"}
        value={rule.itemId}
        onChange={(itemId) => onChange({ itemId })}
        className="w-44"
      />
      <NumberOf label={t("Place, 1 the first")} value={rule.place} onChange={(place) => onChange({ place })} />
      {item && <p className="pb-1.5 text-body text-ink-2 max-md:pb-2.5">{item.name}</p>}
    </div>
  );
}

function WhenFields({ rule, onChange }: FieldsProps) {
  const { when } = rule;
  return (
    <div className="flex flex-col gap-2">
      {when.map((condition, index) => (
        <ItemConditionRow
          key={condition.id}
          condition={condition}
          isFirst={index === 0}
          onChange={(changed) => onChange({ when: when.map((one) => (one.id === changed.id ? changed : one)) })}
          onRemove={() => onChange({ when: when.filter(({ id }) => id !== condition.id) })}
        />
      ))}
      <div>
        <Button look="quiet" onClick={() => onChange({ when: [...when, emptyCondition()] })}>
          {t("Add a condition")}
        </Button>
      </div>
    </div>
  );
}

function RepeatFields({ rule, onChange }: FieldsProps) {
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-1">
      {ACTIONS.map((action) => (
        <CheckField
          key={action}
          label={action}
          checked={rule.actions.includes(action)}
          onChange={(on) =>
            onChange({ actions: ACTIONS.filter((one) => (one === action ? on : rule.actions.includes(one))) })
          }
        />
      ))}
    </div>
  );
}

function NumberOf({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return <TextField label={label} shown={label} value={value} onChange={onChange} className="w-32" />;
}
