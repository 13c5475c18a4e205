import type { PutTrigger, Trigger } from "@rapport/contracts/triggers";
import { TRIGGER_LIMITS } from "@rapport/contracts/triggers";
import { useState } from "react";
import { formatCount } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { TriggerActionFields } from "./trigger-action-fields.tsx";
import { TriggerSourceFields } from "./trigger-source-fields.tsx";
import { toBody, triggersApi } from "./triggers-api.ts";
import type { TriggerChoices } from "./use-trigger-choices.ts";

const RESTS = [
  { value: "0", label: t("At once"), name: t("The same person may fire it again at once") },
  { value: "3600", label: "1 h", name: t("The same person rests for an hour") },
  { value: "86400", label: "1 d", name: t("The same person rests for a day") },
  { value: "604800", label: "7 d", name: t("The same person rests for seven days") },
];

type TriggerEditorProps = {
  choices: TriggerChoices;
  /** The one that is changed; undefined for a new one. */
  trigger?: Trigger;
  onSaved: (id: string) => void;
  onCancel?: () => void;
};

/** What to watch, what to start, and how often at most. */
export function TriggerEditor({ choices, trigger, onSaved, onCancel }: TriggerEditorProps) {
  const [name, setName] = useState(trigger?.name ?? "");
  const [source, setSource] = useState<PutTrigger["source"] | undefined>(trigger?.source);
  const [action, setAction] = useState<PutTrigger["action"] | undefined>(trigger?.action);
  const [rest, setRest] = useState(String(trigger?.cooldownSeconds ?? 86_400));
  const [rate, setRate] = useState(String(trigger?.ratePerHour ?? ""));
  const save = useSave(trigger);
  const ratePerHour = rate === "" ? null : Number(rate);
  return (
    <Section title={trigger ? t("Change {name}", { name: trigger.name }) : t("New trigger")}>
      <form
        className="flex max-w-2xl flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (source && action)
            save.mutate(
              {
                name: name.trim(),
                enabled: trigger?.enabled ?? true,
                source,
                action,
                cooldownSeconds: Number(rest),
                ratePerHour,
              },
              { onSuccess: ({ id }) => onSaved(id) },
            );
        }}
      >
        <FormField
          label={t("Name")}
          required
          maxLength={TRIGGER_LIMITS.nameLength}
          placeholder={t("Win back who is about to leave")}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TriggerSourceFields choices={choices} before={trigger?.source} onChange={setSource} />
        <TriggerActionFields choices={choices} before={trigger?.action} onChange={setAction} />
        <div>
          <p className="mb-1.5 text-body font-medium text-ink">{t("The same person again")}</p>
          <Segmented label={t("Rest of one person")} value={rest} options={restsWith(trigger)} onChange={setRest} />
        </div>
        <FormField
          label={t("Within an hour, at most")}
          type="number"
          min={1}
          max={TRIGGER_LIMITS.ratePerHour}
          placeholder={t("All")}
          hint={t("What is over it is held back and says so; it is not made up for.")}
          value={rate}
          onChange={(event) => setRate(event.target.value)}
        />
        <div className="flex gap-2">
          <Button type="submit" look="primary" disabled={save.isPending || name.trim() === "" || !source || !action}>
            {trigger ? t("Save") : t("Begin to watch")}
          </Button>
          {onCancel && (
            <Button look="quiet" onClick={onCancel}>
              {t("Cancel")}
            </Button>
          )}
        </div>
      </form>
      {save.error && <ProblemNote title={t("The trigger could not be saved")} error={save.error} />}
    </Section>
  );
}

function useSave(trigger: Trigger | undefined) {
  return useChange({
    run: (body: PutTrigger) => (trigger ? triggersApi.update(trigger.id, body) : triggersApi.create(body)),
    guard: trigger
      ? undone(t("Saved."), () => triggersApi.update(trigger.id, toBody(trigger)))
      : undone(t("Added."), ({ id }: { id: string }) => triggersApi.remove(id)),
    refresh: [["triggers"]],
  });
}

/** The rests to choose from, and the one that a trigger has from elsewhere. */
function restsWith(trigger: Trigger | undefined) {
  const seconds = trigger?.cooldownSeconds;
  if (seconds === undefined || RESTS.some(({ value }) => value === String(seconds))) return RESTS;
  const label = `${formatCount(Math.ceil(seconds / 60))} min`;
  return [...RESTS, { value: String(seconds), label, name: t("The same person rests for {time}", { time: label }) }];
}
