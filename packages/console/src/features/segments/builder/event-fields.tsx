import type { EventFilter, LeafRule } from "@rapport/contracts/segment-rules";
import type { SegmentVocabulary } from "@rapport/contracts/segments";
import { t } from "../../../lib/text.ts";
import { Button } from "../../../ui/button.tsx";
import { SelectField } from "../../../ui/select-field.tsx";
import { ComparisonFields, isBoxComparison } from "./comparison-fields.tsx";
import { placed } from "./condition-kinds.ts";
import { NameInput } from "./name-input.tsx";
import { SpanFields } from "./span-fields.tsx";
import { ValueInput } from "./value-input.tsx";

export type EventRule = Extract<LeafRule, { type: "performed" | "first_performed" | "last_performed" }>;

type EventFieldsProps = {
  rule: EventRule;
  vocabulary: SegmentVocabulary | undefined;
  onChange: (rule: EventRule) => void;
};

/** Which event, how often, when, and what came with it. */
export function EventFields({ rule, vocabulary, onChange }: EventFieldsProps) {
  const events = vocabulary?.events ?? [];
  const properties = events.find(({ name }) => name === rule.event)?.properties ?? [];
  return (
    <>
      <NameInput
        label={t("Event")}
        value={rule.event ?? ""}
        placeholder={"Order Completed"}
        known={events.map(({ name }) => name)}
        onChange={(event) => onChange({ ...rule, event })}
      />
      {rule.type === "performed" && <TimesFields rule={rule} onChange={onChange} />}
      <WindowFields rule={rule} onChange={onChange} />
      <FilterRows
        word={t("where")}
        add={t("Add property")}
        filters={rule.where ?? []}
        known={properties}
        onChange={(where) => onChange(withoutEmpty({ ...rule, where }))}
      />
      {rule.type !== "performed" && (
        <FilterRows
          word={t("having")}
          add={t("Add property that it must have")}
          filters={rule.having ?? []}
          known={properties}
          onChange={(having) => onChange(withoutEmpty({ ...rule, having }))}
        />
      )}
    </>
  );
}

/** No filters are said by leaving them out. */
function withoutEmpty<T extends EventRule>(rule: T): T {
  // as: what is left out may be absent
  return Object.fromEntries(Object.entries(rule).filter(([, value]) => !isEmpty(value))) as T;
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

type FilterRowsProps = {
  /** What stands before each filter, and on the button that adds one. */
  word: string;
  add: string;
  filters: readonly EventFilter[];
  known: readonly string[];
  onChange: (filters: EventFilter[]) => void;
};

function FilterRows({ word, add, filters, known, onChange }: FilterRowsProps) {
  return (
    <>
      {placed(filters).map(({ key, place, item }) => (
        <FilterRow
          key={key}
          word={word}
          filter={item}
          known={known}
          onChange={(changed) => onChange(filters.with(place, changed))}
          onRemove={() => onChange(filters.toSpliced(place, 1))}
        />
      ))}
      <Button
        look="quiet"
        onClick={() => onChange([...filters, { path: [known[0] ?? "property"], is: { operator: "exists" } }])}
      >
        {add}
      </Button>
    </>
  );
}

type PerformedRule = Extract<EventRule, { type: "performed" }>;

function TimesFields({ rule, onChange }: { rule: PerformedRule; onChange: (rule: EventRule) => void }) {
  const { min = 1 } = rule.times ?? {};
  return (
    <>
      <span className="text-body text-ink-3">{t("at least")}</span>
      <ValueInput
        label={t("Times")}
        value={min}
        numeric
        onChange={(value) =>
          onChange({ ...rule, times: { ...rule.times, min: Math.max(0, Math.round(Number(value))) } })
        }
      />
      <span className="text-body text-ink-3">{t("times")}</span>
    </>
  );
}

function WindowFields({ rule, onChange }: { rule: EventRule; onChange: (rule: EventRule) => void }) {
  const { window, ...rest } = rule;
  const isRolling = window !== undefined && "last" in window;
  return (
    <>
      <SelectField
        label={t("When")}
        value={isRolling ? "last" : "ever"}
        neutral
        options={[
          { value: "ever", label: t("ever") },
          { value: "last", label: t("in the last") },
        ]}
        onChange={(when) => onChange(when === "last" ? { ...rest, window: { last: "30d" } } : rest)}
      />
      {isRolling && (
        <SpanFields
          label={t("Window")}
          value={window.last}
          onChange={(last) => onChange({ ...rule, window: { last } })}
        />
      )}
    </>
  );
}

type FilterRowProps = {
  word: string;
  filter: EventFilter;
  known: readonly string[];
  onChange: (filter: EventFilter) => void;
  onRemove: () => void;
};

function FilterRow({ word, filter, known, onChange, onRemove }: FilterRowProps) {
  if (!isBoxComparison(filter.is)) return null;
  return (
    <span className="flex w-full flex-wrap items-center gap-2 ps-4">
      <span className="text-body text-ink-3">{word}</span>
      <NameInput
        label={t("Property")}
        value={filter.path.join(".")}
        known={known}
        onChange={(path) => onChange({ ...filter, path: path.split(".") })}
      />
      <ComparisonFields is={filter.is} onChange={(is) => onChange({ ...filter, is })} />
      <Button look="quiet" aria-label={t("Remove property")} onClick={onRemove}>
        ×
      </Button>
    </span>
  );
}
