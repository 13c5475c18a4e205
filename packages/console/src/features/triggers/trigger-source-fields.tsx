import type { PutTrigger } from "@rapport/contracts/triggers";
import { useEffect, useState } from "react";
import { t } from "../../lib/text.ts";
import { FormField } from "../../ui/form-field.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import type { TriggerChoices } from "./use-trigger-choices.ts";

const CHANGES = [
  { value: "entered", label: t("Enters"), name: t("Somebody enters the segment") },
  { value: "exited", label: t("Leaves"), name: t("Somebody leaves the segment") },
  { value: "above", label: t("Intent rises"), name: t("An intent reaches a probability") },
  { value: "below", label: t("Intent falls"), name: t("An intent falls to a probability") },
] as const;
type Change = (typeof CHANGES)[number]["value"];

type TriggerSourceFieldsProps = {
  choices: TriggerChoices;
  /** What is changed; undefined for something new. */
  before: PutTrigger["source"] | undefined;
  /** Undefined while something is missing. */
  onChange: (source: PutTrigger["source"] | undefined) => void;
};

/** Whom to wait for. */
export function TriggerSourceFields({ choices, before, onChange }: TriggerSourceFieldsProps) {
  const [first] = useState(() => readSource(before));
  const [change, setChange] = useState<Change>(first.change);
  const [of, setOf] = useState(first.of);
  const [percent, setPercent] = useState(first.percent);
  const { hysteresis } = first;
  const isIntent = change === "above" || change === "below";
  const options = isIntent ? choices.goals : choices.segments;
  useEffect(
    () => onChange(toSource(change, of, Number(percent) / 100, hysteresis)),
    [change, of, percent, hysteresis, onChange],
  );
  return (
    <div>
      <p className="mb-1.5 text-body font-medium text-ink">{t("When somebody")}</p>
      <div className="flex flex-wrap items-center gap-2">
        <Segmented
          label={t("What is watched")}
          value={change}
          options={CHANGES}
          onChange={(next) => {
            setChange(next);
            setOf("");
          }}
        />
        <SelectField
          neutral
          label={isIntent ? t("Intent") : t("Segment")}
          value={of}
          options={[{ value: "", label: isIntent ? t("Choose an intent") : t("Choose a segment") }, ...options]}
          onChange={setOf}
        />
      </div>
      {isIntent && (
        <FormField
          label={t("Probability, %")}
          type="number"
          min={0}
          max={100}
          className="mt-2 max-w-40"
          value={percent}
          onChange={(event) => setPercent(event.target.value)}
        />
      )}
      {options.length === 0 && (
        <p className="mt-1 text-small text-ink-3">
          {t("There is none yet: add {isIntent} first.", { isIntent: isIntent ? t("a goal") : t("a segment") })}
        </p>
      )}
    </div>
  );
}

function readSource(source: PutTrigger["source"] | undefined) {
  const first = { change: "entered" as Change, of: "", percent: "70", hysteresis: 0.05 }; // as: one of the changes
  if (source === undefined) return first;
  if (source.kind === "segment") return { ...first, change: source.on, of: source.segmentId };
  const { goal, direction = "above", threshold, hysteresis = first.hysteresis } = source;
  // Without what 100 × 0.07 has behind the point.
  return { change: direction, of: goal, percent: String(Number((threshold * 100).toFixed(6))), hysteresis };
}

function toSource(change: Change, of: string, threshold: number, hysteresis: number): PutTrigger["source"] | undefined {
  if (of === "") return undefined;
  if (change === "entered" || change === "exited") return { kind: "segment", segmentId: of, on: change };
  return { kind: "intent", goal: of, direction: change, threshold, hysteresis };
}
