import type { LeafRule } from "@rapport/contracts/segment-rules";
import type { SegmentVocabulary } from "@rapport/contracts/segments";
import { t } from "../../../lib/text.ts";
import type { BoxComparison } from "./comparison-fields.tsx";
import { ComparisonFields, isBoxComparison } from "./comparison-fields.tsx";
import { EventFields } from "./event-fields.tsx";
import { NameFields, ScoreSelect } from "./fact-fields.tsx";
import { NameInput } from "./name-input.tsx";
import { WordsField } from "./words-field.tsx";

export type ConditionFieldsProps = {
  rule: LeafRule;
  vocabulary: SegmentVocabulary | undefined;
  onChange: (rule: LeafRule) => void;
};

/** The boxes of one condition; what has none is said in words. */
export function ConditionFields({ rule, vocabulary, onChange }: ConditionFieldsProps) {
  switch (rule.type) {
    case "email":
    case "everyone":
      return null;
    case "performed":
    case "first_performed":
    case "last_performed":
      return fitsBoxes(rule) ? (
        <EventFields rule={rule} vocabulary={vocabulary} onChange={onChange} />
      ) : (
        <WordsField rule={rule} onChange={onChange} />
      );
    case "segment":
    case "cluster":
    case "list":
    case "consent":
      return <NameFields rule={rule} vocabulary={vocabulary} onChange={onChange} />;
    case "trait":
    case "computed":
    case "intent":
    case "score":
      return isBoxComparison(rule.is) ? (
        <ComparedFields rule={rule} is={rule.is} vocabulary={vocabulary} onChange={onChange} />
      ) : (
        <WordsField rule={rule} onChange={onChange} />
      );
    default:
      return <WordsField rule={rule} onChange={onChange} />;
  }
}

/** Fixed windows, upper bounds, message types and rarer comparisons have no boxes. */
function fitsBoxes(rule: Extract<LeafRule, { type: "performed" | "first_performed" | "last_performed" }>): boolean {
  const filters = [...(rule.where ?? []), ...((rule.type !== "performed" && rule.having) || [])];
  const isTimed = rule.window === undefined || "last" in rule.window;
  const isCounted = rule.type !== "performed" || rule.times?.max === undefined;
  const isNamed = rule.event !== undefined && rule.messageType === undefined;
  return (
    isTimed && isCounted && isNamed && filters.every((filter) => filter.in === undefined && isBoxComparison(filter.is))
  );
}

type ComparedRule = Extract<LeafRule, { type: "trait" | "computed" | "intent" | "score" }>;
type ComparedFieldsProps = Omit<ConditionFieldsProps, "rule"> & { rule: ComparedRule; is: BoxComparison };

function ComparedFields({ rule, is, vocabulary, onChange }: ComparedFieldsProps) {
  const compare = (changed: BoxComparison) => {
    // as: the boxes of an intent and a score offer what these take
    onChange({ ...rule, is: changed } as ComparedRule);
  };
  const isNumeric = rule.type === "intent" || (rule.type === "score" && rule.name !== "rfm_segment");
  return (
    <>
      {rule.type === "score" ? (
        <ScoreSelect name={rule.name} onChange={(name) => onChange({ ...rule, name, is: startOf(name) })} />
      ) : (
        <NameInput
          label={rule.type === "trait" ? t("Trait") : rule.type === "intent" ? t("Goal") : t("Computed trait")}
          value={rule.type === "trait" ? rule.path.join(".") : rule.type === "intent" ? rule.goal : rule.key}
          known={
            (rule.type === "trait"
              ? vocabulary?.traits
              : rule.type === "intent"
                ? vocabulary?.goals
                : vocabulary?.computed) ?? []
          }
          onChange={(name) => onChange(rename(rule, name))}
        />
      )}
      <ComparisonFields is={is} numeric={isNumeric} onChange={compare} />
    </>
  );
}

function startOf(name: string): Extract<LeafRule, { type: "score" }>["is"] {
  if (name === "rfm_segment") return { operator: "equals", value: "Champions" };
  return { operator: "at_least", value: name.startsWith("rfm") ? 4 : 1 };
}

function rename(rule: Exclude<ComparedRule, { type: "score" }>, name: string): LeafRule {
  if (rule.type === "trait") return { ...rule, path: name.split(".") };
  return rule.type === "intent" ? { ...rule, goal: name } : { ...rule, key: name };
}
