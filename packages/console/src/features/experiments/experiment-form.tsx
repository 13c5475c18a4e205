import { useState } from "react";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { EXPERIMENTS_KEY, experimentsApi } from "./experiments-api.ts";

const PERCENT = { type: "number", step: 0.01 } as const;

const UNITS = [
  { value: "anonymous", label: t("Everybody, by device") },
  { value: "user", label: t("Signed-in people") },
] as const;
const FIRST = { name: "", variants: "control, treatment", traffic: "100", holdout: "0" };

/** Makes a draft; what its variants are called and whom it reaches is frozen when it starts. */
export function ExperimentForm({ onDone }: { onDone: () => void }) {
  const [said, setSaid] = useState(FIRST);
  const [unit, setUnit] = useState<(typeof UNITS)[number]["value"]>("anonymous");
  const create = useChange({
    run: () => experimentsApi.create({ ...toParts(said), unit, description: "", layer: null }),
    guard: undone(t("Added as a draft."), ({ id }: { id: string }) => experimentsApi.remove(id)),
    refresh: [EXPERIMENTS_KEY],
  });
  const bind = (part: keyof typeof FIRST) => ({
    value: said[part],
    onChange: (event: { target: { value: string } }) => setSaid({ ...said, [part]: event.target.value }),
  });
  return (
    <Section title={t("New experiment")}>
      <form
        className="grid max-w-2xl gap-x-4 gap-y-2 md:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(undefined, { onSuccess: onDone });
        }}
      >
        <FormField
          label={t("Name")}
          required
          placeholder={"checkout-button"}
          hint={t("Pages ask for it by this.")}
          {...bind("name")}
        />
        <FormField
          label={t("Variants")}
          required
          hint={t("In equal parts; the first is what is shown today.")}
          {...bind("variants")}
        />
        <FormField label={t("Taking part, %")} {...PERCENT} min={0.01} max={100} required {...bind("traffic")} />
        <FormField label={t("Kept untreated, %")} {...PERCENT} min={0} max={90} required {...bind("holdout")} />
        <div className="flex flex-wrap gap-2 md:col-span-2">
          <SelectField
            label={t("Whom it is about")}
            neutral
            value={unit}
            options={UNITS}
            onChange={(value) => setUnit(UNITS.find((one) => one.value === value)?.value ?? "anonymous")}
          />
          <Button type="submit" look="primary" disabled={create.isPending}>
            {t("Add as a draft")}
          </Button>
          <Button look="quiet" onClick={onDone}>
            {t("Cancel")}
          </Button>
        </div>
      </form>
      {create.error && <ProblemNote title={t("The experiment could not be added")} error={create.error} />}
    </Section>
  );
}

function toParts({ name, variants, traffic, holdout }: typeof FIRST) {
  const names = variants.split(",").map((variant) => variant.trim());
  return {
    name: name.trim(),
    variants: names.filter((variant) => variant !== "").map((variant) => ({ name: variant, weight: 1 })),
    traffic: toShare(traffic),
    holdout: toShare(holdout),
  };
}

/** Percent to a share in the steps of the API, 0.0001. */
function toShare(percent: string): number {
  return Math.round(Number(percent) * 100) / 10_000;
}
