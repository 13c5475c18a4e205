import type { GoalDefinition, IntentGoal } from "@rapport/contracts/intents";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { intentsApi } from "./intents-api.ts";

type GoalEditorProps = { goal: IntentGoal | undefined; onDone: (key: string) => void };

const KINDS: { value: GoalDefinition["kind"]; label: string }[] = [
  { value: "event", label: t("An event happens") },
  { value: "inactivity", label: t("Nothing happens") },
];

/** What a goal asks: defined anew, it is predicted from the next training on. */
export function GoalEditor({ goal, onDone }: GoalEditorProps) {
  const [key, setKey] = useState(goal?.key ?? "");
  const [kind, setKind] = useState<GoalDefinition["kind"]>(goal?.definition.kind ?? "event");
  const [event, setEvent] = useState(goal?.definition.kind === "event" ? goal.definition.event : "");
  const [days, setDays] = useState(String(goal?.definition.horizonDays ?? 14));
  const refresh = [["intents", "goals"]];
  const horizonDays = Number(days);
  const putBack = () => (goal?.own ? intentsApi.putGoal(key, goal.definition) : intentsApi.deleteGoal(key));
  const save = useChange({
    run: () => intentsApi.putGoal(key, kind === "event" ? { kind, event, horizonDays } : { kind, horizonDays }),
    guard: undone(t("Saved."), putBack),
    refresh,
  });
  const remove = useChange({
    run: () => intentsApi.deleteGoal(key),
    guard: undone(t("Deleted."), putBack),
    refresh,
  });
  const failed = save.error ?? remove.error;
  return (
    <Section title={goal ? t("Definition") : t("New goal")}>
      {failed && <ProblemNote title={t("The goal was not changed")} error={failed} />}
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          save.mutate(undefined, { onSuccess: (saved) => onDone(saved.key) });
        }}
      >
        {!goal && (
          <TextField
            label={t("Key")}
            shown={t("Key")}
            value={key}
            placeholder="trial"
            maxLength={63}
            onChange={setKey}
          />
        )}
        <SelectField
          neutral
          label={t("What it asks")}
          value={kind}
          options={KINDS}
          onChange={(value) => setKind(value === "inactivity" ? value : "event")}
        />
        {kind === "event" && (
          <TextField
            label={t("Event")}
            shown={t("Event")}
            value={event}
            placeholder="Order Completed"
            maxLength={200}
            onChange={setEvent}
          />
        )}
        <DaysField value={days} onChange={setDays} />
        <Button type="submit" disabled={save.isPending || key === "" || !(horizonDays >= 1)}>
          {goal ? t("Save") : t("Add goal")}
        </Button>
        {goal?.own && (
          <Button look="quiet" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {goal.builtIn ? t("Back to built-in") : t("Delete")}
          </Button>
        )}
      </form>
    </Section>
  );
}

function DaysField(props: { value: string; onChange: (days: string) => void }) {
  return <TextField label={t("Days")} shown={t("Within days")} maxLength={2} className="w-24" {...props} />;
}
