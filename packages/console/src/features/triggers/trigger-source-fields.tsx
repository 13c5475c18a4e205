import type { PutTrigger } from "@rapport/contracts/triggers";
import { useEffect, useState } from "react";
import { FormField } from "../../ui/form-field.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import type { TriggerChoices } from "./use-trigger-choices.ts";

const CHANGES = [
  { value: "entered", label: "Enters", name: "Somebody enters the segment" },
  { value: "exited", label: "Leaves", name: "Somebody leaves the segment" },
  { value: "above", label: "Intent rises", name: "An intent reaches a probability" },
  { value: "below", label: "Intent falls", name: "An intent falls to a probability" },
] as const;
type Change = (typeof CHANGES)[number]["value"];

type TriggerSourceFieldsProps = {
  choices: TriggerChoices;
  /** Undefined while something is missing. */
  onChange: (source: PutTrigger["source"] | undefined) => void;
};

/** Whom to wait for. */
export function TriggerSourceFields({ choices, onChange }: TriggerSourceFieldsProps) {
  const [change, setChange] = useState<Change>("entered");
  const [of, setOf] = useState("");
  const [percent, setPercent] = useState("70");
  const isIntent = change === "above" || change === "below";
  const options = isIntent ? choices.goals : choices.segments;
  useEffect(() => onChange(toSource(change, of, Number(percent) / 100)), [change, of, percent, onChange]);
  return (
    <div>
      <p className="mb-1.5 text-body font-medium text-ink">When somebody</p>
      <div className="flex flex-wrap items-center gap-2">
        <Segmented
          label="What is watched"
          value={change}
          options={CHANGES}
          onChange={(next) => {
            setChange(next);
            setOf("");
          }}
        />
        <SelectField
          neutral
          label={isIntent ? "Intent" : "Segment"}
          value={of}
          options={[{ value: "", label: isIntent ? "Choose an intent" : "Choose a segment" }, ...options]}
          onChange={setOf}
        />
      </div>
      {isIntent && (
        <FormField
          label="Probability, %"
          type="number"
          min={0}
          max={100}
          className="mt-2 max-w-40"
          value={percent}
          onChange={(event) => setPercent(event.target.value)}
        />
      )}
      {options.length === 0 && (
        <p className="mt-1 text-small text-ink-3">There is none yet: add {isIntent ? "a goal" : "a segment"} first.</p>
      )}
    </div>
  );
}

function toSource(change: Change, of: string, threshold: number): PutTrigger["source"] | undefined {
  if (of === "") return undefined;
  if (change === "entered" || change === "exited") return { kind: "segment", segmentId: of, on: change };
  return { kind: "intent", goal: of, direction: change, threshold, hysteresis: 0.05 };
}
