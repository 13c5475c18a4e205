import type { ComputedTrait, PutComputedTrait } from "@rapport/contracts/computed-traits";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { typed, undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { describeTrait } from "./describe-trait.ts";
import { MeasureFields } from "./measure-fields.tsx";
import type { TraitForm } from "./trait-form.ts";
import { emptyMeasure, readForm, toForm } from "./trait-form.ts";
import { TraitState } from "./trait-state.tsx";
import { TraitTryout } from "./trait-tryout.tsx";
import { traitsApi } from "./traits-api.ts";
import { WindowFields } from "./window-fields.tsx";

type TraitEditorProps = {
  trait: ComputedTrait | undefined;
  person: string;
  onPerson: (person: string) => void;
  onDone: (id: string | undefined) => void;
};

/** Defines a trait and tries it on a person before it is saved. */
export function TraitEditor({ trait, person, onPerson, onDone }: TraitEditorProps) {
  const [form, setForm] = useState<TraitForm>(() => toForm(trait));
  const set = (part: Partial<TraitForm>) => setForm((before) => ({ ...before, ...part }));
  const read = readForm(form);
  const said = read.fault === undefined ? read.trait : undefined;
  return (
    <>
      {trait && <TraitState trait={trait} />}
      <Section title={trait ? t("Computed trait") : t("New computed trait")}>
        <div className="flex flex-col gap-3">
          <TextField
            label={t("Key")}
            shown={t("Key")}
            placeholder={"orders_30d"}
            maxLength={63}
            value={form.key}
            onChange={(key) => set({ key })}
            className="max-w-xs"
          />
          <TextField
            label={t("Description")}
            shown={t("Description")}
            placeholder={t("What it is for")}
            maxLength={500}
            value={form.description}
            onChange={(description) => set({ description })}
            className="max-w-md"
          />
        </div>
      </Section>
      <Section title={t("Calculation")}>
        <MeasureFields
          label={t("Calculation")}
          form={form.measure}
          numeric={form.per !== undefined}
          onChange={(measure) => set({ measure })}
        />
        <DivideBy form={form} onChange={set} />
      </Section>
      <Section title={t("Window")}>
        <WindowFields window={form.window} onChange={(window) => set({ window })} />
        <p className="mt-3 text-body text-ink-2">{said ? describeTrait(said.definition) : read.fault}</p>
      </Section>
      <TraitTryout trait={said} person={person} onPerson={onPerson} />
      <SaveBar trait={trait} said={said} onDone={onDone} />
    </>
  );
}

function DivideBy({ form, onChange }: { form: TraitForm; onChange: (part: Partial<TraitForm>) => void }) {
  if (!form.per) {
    return (
      <Button look="quiet" onClick={() => onChange({ per: emptyMeasure() })}>
        {t("Divide by another number")}
      </Button>
    );
  }
  return (
    <div className="mt-3 border-t border-line pt-3">
      <div className="mb-2 flex items-center gap-2 text-body text-ink-2">
        {t("divided by")}
        <Button look="quiet" onClick={() => onChange({ per: undefined })}>
          {t("Do not divide")}
        </Button>
      </div>
      <MeasureFields label={t("divided by")} form={form.per} numeric onChange={(per) => onChange({ per })} />
    </div>
  );
}

type SaveBarProps = Pick<TraitEditorProps, "trait" | "onDone"> & { said: PutComputedTrait | undefined };

function SaveBar({ trait, said, onDone }: SaveBarProps) {
  const refresh = [["computed-traits"]];
  const save = useChange({
    run: (body: PutComputedTrait) => (trait ? traitsApi.update(trait.id, body) : traitsApi.create(body)),
    guard: undone(t("Saved."), ({ id }: { id: string }) => putBack(trait, id)),
    refresh,
  });
  const remove = useChange({
    run: (id: string) => traitsApi.remove(id),
    guard: typed(
      t("Delete “{name}”? Everybody's value goes with it, and segments that ask for it stop doing so.", {
        name: trait?.key ?? "",
      }),
      t("Delete"),
    ),
    refresh,
    onSuccess: () => onDone(undefined),
  });
  return (
    <div className="px-4 py-4">
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          disabled={!said || save.isPending}
          onClick={() => said && save.mutate(said, { onSuccess: ({ id }) => onDone(id) })}
        >
          {save.isPending ? t("Saving…") : t("Save")}
        </Button>
        {trait && (
          <Button disabled={remove.isPending} onClick={() => remove.mutate(trait.id)}>
            {t("Delete the trait")}
          </Button>
        )}
      </div>
      {save.error && <ProblemNote title={t("The trait was not saved")} error={save.error} />}
      {remove.error && <ProblemNote title={t("The trait was not deleted")} error={remove.error} />}
    </div>
  );
}

/** What was there before a save; the form writes what it read. */
function putBack(before: ComputedTrait | undefined, id: string): Promise<unknown> {
  const read = before && readForm(toForm(before));
  return read && read.fault === undefined ? traitsApi.update(id, read.trait) : traitsApi.remove(id);
}
