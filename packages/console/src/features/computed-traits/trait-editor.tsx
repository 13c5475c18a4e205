import type { ComputedTrait, PutComputedTrait } from "@rapport/contracts/computed-traits";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../lib/text.ts";
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
          name="the trait"
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
      <MeasureFields name="the divisor" form={form.per} numeric onChange={(per) => onChange({ per })} />
    </div>
  );
}

type SaveBarProps = Pick<TraitEditorProps, "trait" | "onDone"> & { said: PutComputedTrait | undefined };

function SaveBar({ trait, said, onDone }: SaveBarProps) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ["computed-traits"] });
  const save = useMutation({
    mutationFn: (body: PutComputedTrait) => (trait ? traitsApi.update(trait.id, body) : traitsApi.create(body)),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: (id: string) => traitsApi.remove(id),
    onSuccess: async () => {
      await refresh();
      onDone(undefined);
    },
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
