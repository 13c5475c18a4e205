import type { LeadCriteria, PutLeadCriteria } from "@rapport/contracts/leads";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { CriteriaForm, FitRow, SignalRow } from "./criteria-form.ts";
import { nextId, toForm, toPut } from "./criteria-form.ts";
import { leadsApi } from "./leads-api.ts";

/** Writes down what makes a lead; everybody is scored anew by it. */
export function CriteriaEditor({ criteria, onDone }: { criteria: LeadCriteria; onDone: () => void }) {
  const [form, setForm] = useState(() => toForm(criteria));
  const change = (part: Partial<CriteriaForm>) => setForm((before) => ({ ...before, ...part }));
  const put = async (body: PutLeadCriteria) => {
    await leadsApi.putCriteria(body);
    await leadsApi.recompute();
  };
  const save = useChange({
    run: () => put(toPut(criteria, form)),
    guard: undone(t("Saved."), () => put(toPut(criteria, toForm(criteria)))),
    refresh: [["lead-criteria"]],
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined, { onSuccess: onDone });
      }}
    >
      <Section title={t("Who may be a lead")}>
        <TextField
          label={t("Category of consent")}
          shown={t("Has granted consent to")}
          value={form.consent}
          maxLength={100}
          onChange={(consent) => change({ consent })}
        />
      </Section>
      <FitRows rows={form.fit} onChange={(fit) => change({ fit })} />
      <SignalRows rows={form.signals} onChange={(signals) => change({ signals })} />
      {save.error && <ProblemNote title={t("The criteria could not be saved")} error={save.error} />}
      <div className="flex flex-wrap gap-2 p-4">
        <Button look="primary" type="submit" disabled={save.isPending}>
          {save.isPending ? t("Saving…") : t("Save and score everybody")}
        </Button>
        <Button look="quiet" onClick={onDone}>
          {t("Cancel")}
        </Button>
      </div>
    </form>
  );
}

function FitRows({ rows, onChange }: { rows: readonly FitRow[]; onChange: (rows: FitRow[]) => void }) {
  const set = (id: number, part: Partial<FitRow>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  const add = () => onChange([...rows, { id: nextId(rows), key: "", name: "", text: "", points: "10" }]);
  return (
    <Section title={t("Fit")} aside={<AddButton label={t("Add criterion")} onAdd={add} />}>
      <ul className="flex flex-col gap-4">
        {rows.map((row) => (
          <li key={row.id} className="flex flex-col gap-1.5">
            <div className="flex items-end gap-2">
              <TextField
                label={t("Criterion")}
                value={row.name}
                placeholder={t("On the pro plan")}
                maxLength={120}
                onChange={(name) => set(row.id, { name })}
                className="flex-1"
              />
              <Points value={row.points} onChange={(points) => set(row.id, { points })} />
              <Button look="quiet" onClick={() => onChange(rows.filter((one) => one !== row))}>
                {t("Remove")}
              </Button>
            </div>
            <TextField
              label={t("Rule")}
              value={row.text}
              placeholder={'trait plan = "pro"'}
              onChange={(text) => set(row.id, { text })}
              className="font-mono"
            />
          </li>
        ))}
      </ul>
      <p className="mt-3 text-small text-ink-3">
        {t("A rule is written as in a segment. Points below zero speak against somebody.")}
      </p>
    </Section>
  );
}

function SignalRows({ rows, onChange }: { rows: readonly SignalRow[]; onChange: (rows: SignalRow[]) => void }) {
  const set = (id: number, part: Partial<SignalRow>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  const add = () => onChange([...rows, { id: nextId(rows), event: "", points: "5" }]);
  return (
    <Section title={t("Engagement")} aside={<AddButton label={t("Add event")} onAdd={add} />}>
      <ul className="flex flex-col gap-2">
        {rows.map((row) => (
          <li key={row.id} className="flex items-end gap-2">
            <TextField
              label={t("Event")}
              value={row.event}
              placeholder={"Demo Requested"}
              onChange={(event) => set(row.id, { event })}
              className="flex-1"
            />
            <Points value={row.points} onChange={(points) => set(row.id, { points })} />
            <Button look="quiet" onClick={() => onChange(rows.filter((one) => one !== row))}>
              {t("Remove")}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Points({ value, onChange }: { value: string; onChange: (points: string) => void }) {
  return <TextField label={t("Points")} value={value} maxLength={4} onChange={onChange} className="w-16" />;
}

function AddButton({ label, onAdd }: { label: string; onAdd: () => void }) {
  return (
    <Button look="quiet" onClick={onAdd}>
      {label}
    </Button>
  );
}
