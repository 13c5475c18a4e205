import type { LeafRule } from "@rapport/contracts/segment-rules";
import { SCORES } from "@rapport/contracts/segment-rules";
import type { SegmentVocabulary } from "@rapport/contracts/segments";
import { readOneOf } from "../../../lib/read-search.ts";
import { t, word } from "../../../lib/text.ts";
import { SelectField } from "../../../ui/select-field.tsx";
import { NameInput } from "./name-input.tsx";

const STATES = ["granted", "denied", "unknown"] as const;

export type NameRule = Extract<LeafRule, { type: "consent" | "segment" | "cluster" | "list" }>;
type NameFieldsProps = {
  rule: NameRule;
  vocabulary: SegmentVocabulary | undefined;
  onChange: (rule: LeafRule) => void;
};

/** Conditions that name one thing: a segment, a cluster, a list, a category of consent. */
export function NameFields({ rule, vocabulary, onChange }: NameFieldsProps) {
  switch (rule.type) {
    case "segment":
      return (
        <IdSelect
          label={t("Segment")}
          id={rule.id}
          options={vocabulary?.segments}
          onChange={(id) => onChange({ ...rule, id })}
        />
      );
    case "cluster":
      return (
        <IdSelect
          label={t("Cluster")}
          id={rule.id}
          options={vocabulary?.clusters}
          onChange={(id) => onChange({ ...rule, id })}
        />
      );
    case "list":
      return (
        <NameInput
          label={t("List")}
          value={rule.name}
          known={vocabulary?.lists ?? []}
          onChange={(name) => onChange({ ...rule, name })}
        />
      );
    case "consent":
      return (
        <>
          <NameInput
            label={t("Category")}
            value={rule.category}
            known={vocabulary?.consent ?? []}
            onChange={(category) => onChange({ ...rule, category })}
          />
          <SelectField
            label={t("Decision")}
            value={rule.state}
            neutral
            options={STATES.map((state) => ({ value: state, label: word(state) }))}
            onChange={(text) => onChange({ ...rule, state: readOneOf(text, STATES) ?? rule.state })}
          />
        </>
      );
  }
}

type IdSelectProps = {
  label: string;
  id: string;
  options: readonly { id: string; name: string }[] | undefined;
  onChange: (id: string) => void;
};

function IdSelect({ label, id, options = [], onChange }: IdSelectProps) {
  const none = { value: "", label: options.length === 0 ? t("There is none yet") : t("Choose…") };
  const known = options.map((option) => ({ value: option.id, label: option.name }));
  const missing = id === "" || options.some((option) => option.id === id) ? [] : [{ value: id, label: id }];
  return <SelectField label={label} value={id} neutral options={[none, ...known, ...missing]} onChange={onChange} />;
}

/** Which score is meant. */
export function ScoreSelect({ name, onChange }: { name: string; onChange: (name: (typeof SCORES)[number]) => void }) {
  return (
    <SelectField
      label={t("Score")}
      value={name}
      neutral
      options={SCORES.map((one) => ({ value: one, label: one.replaceAll("_", " ").replace("rfm", "RFM") }))}
      onChange={(text) => {
        const score = readOneOf(text, SCORES);
        if (score) onChange(score);
      }}
    />
  );
}
