import type { Placement, PutPlacement } from "@rapport/contracts/placements";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { DeletePlacement } from "./delete-placement.tsx";
import { ExplorationFields } from "./exploration-fields.tsx";
import { FallbackFields, HoldoutFields, ListFields } from "./list-fields.tsx";
import type { PlacementForm } from "./placement-form.ts";
import { readForm, toForm } from "./placement-form.ts";
import { placementsApi } from "./placements-api.ts";
import { RuleList } from "./rule-list.tsx";

type PlacementEditorProps = {
  /** Absent: a new one. */
  placement: Placement | undefined;
  /** Names that a new one may not take. */
  taken: readonly string[];
  mayChange: boolean;
  onDone: (name: string | undefined) => void;
};

/** All settings of a placement. Who may only read sees them, closed. */
export function PlacementEditor({ placement, taken, mayChange, onDone }: PlacementEditorProps) {
  const [form, setForm] = useState<PlacementForm>(() => toForm(placement));
  const set = (part: Partial<PlacementForm>) => setForm((before) => ({ ...before, ...part }));
  const read = readForm(form, placement ? [] : taken);
  return (
    <>
      <fieldset disabled={!mayChange} className="min-w-0">
        <legend className="sr-only">{t("Settings of the placement")}</legend>
        <Section title={placement ? t("What “{name}” is for", { name: placement.name }) : t("New placement")}>
          <NameFields form={form} isNew={!placement} onChange={set} />
        </Section>
        <Section title={t("List")}>
          <ListFields form={form} onChange={set} />
        </Section>
        <Section title={t("Rules")}>
          <RuleList rules={form.rules} onChange={(rules) => set({ rules })} />
        </Section>
        <Section title={t("When the list comes out too short")}>
          <FallbackFields form={form} onChange={set} />
        </Section>
        <Section title={t("Exploration of the first place")}>
          <ExplorationFields exploration={form.exploration} onChange={(exploration) => set({ exploration })} />
        </Section>
        <Section title={t("Measurement")}>
          <HoldoutFields form={form} onChange={set} />
          <p className="mt-2 text-body text-pretty text-ink-2">
            {t(
              "People of the holdout are shown what is popular, so that the lift of the others can be told. Without it there is no lift.",
            )}
          </p>
        </Section>
      </fieldset>
      {mayChange && <SaveBar before={placement} read={read} onDone={onDone} />}
      {mayChange && placement && <DeletePlacement name={placement.name} onDeleted={() => onDone(undefined)} />}
    </>
  );
}

type NameFieldsProps = { form: PlacementForm; isNew: boolean; onChange: (part: Partial<PlacementForm>) => void };

function NameFields({ form, isNew, onChange }: NameFieldsProps) {
  return (
    <div className="flex flex-col gap-3">
      {isNew && (
        <TextField
          label={t("Name")}
          shown={t("Name, by which pages and servers ask for it")}
          placeholder={"home-hero"}
          maxLength={200}
          value={form.name}
          onChange={(name) => onChange({ name })}
          className="max-w-xs"
        />
      )}
      <TextField
        label={t("Description")}
        shown={t("Description")}
        placeholder={t("Where it stands and what it is for")}
        maxLength={2_000}
        value={form.description}
        onChange={(description) => onChange({ description })}
        className="max-w-lg"
      />
    </div>
  );
}

type SaveBarProps = {
  before: Placement | undefined;
  read: ReturnType<typeof readForm>;
  onDone: (name: string) => void;
};

function SaveBar({ before, read, onDone }: SaveBarProps) {
  const save = useChange({
    run: ({ name, body }: { name: string; body: PutPlacement }) => placementsApi.put(name, body),
    guard: undone<Placement>(t("Saved."), ({ name }: { name: string }) => putBack(before, name)),
    refresh: [["placements"], ["recommendations"]],
  });
  const isWrong = read.fault !== undefined;
  return (
    <div className="sticky bottom-0 border-y border-line bg-sheet px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button
          look="primary"
          disabled={isWrong || save.isPending}
          onClick={() => read.fault === undefined && save.mutate(read, { onSuccess: ({ name }) => onDone(name) })}
        >
          {save.isPending ? t("Saving…") : t("Save")}
        </Button>
        <p role="status" className="min-w-0 text-body text-ink-2">
          {isWrong
            ? read.fault
            : save.isSuccess
              ? t("Saved as version {version}: the next answer goes by it.", { version: save.data.version })
              : ""}
        </p>
      </div>
      {save.error && <ProblemNote title={t("The placement was not saved")} error={save.error} />}
    </div>
  );
}

/** What was there before a save; the form writes what it read. */
function putBack(before: Placement | undefined, name: string): Promise<unknown> {
  const read = before && readForm(toForm(before), []);
  if (read && read.fault === undefined) return placementsApi.put(name, read.body);
  return placementsApi.remove(name);
}
