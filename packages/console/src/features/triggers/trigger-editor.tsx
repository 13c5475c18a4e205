import type { PutTrigger } from "@rapport/contracts/triggers";
import { TRIGGER_LIMITS } from "@rapport/contracts/triggers";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { TriggerActionFields } from "./trigger-action-fields.tsx";
import { TriggerSourceFields } from "./trigger-source-fields.tsx";
import { triggersApi } from "./triggers-api.ts";
import type { TriggerChoices } from "./use-trigger-choices.ts";

const RESTS = [
  { value: "0", label: t("At once"), name: t("The same person may fire it again at once") },
  { value: "3600", label: "1 h", name: t("The same person rests for an hour") },
  { value: "86400", label: "1 d", name: t("The same person rests for a day") },
  { value: "604800", label: "7 d", name: t("The same person rests for seven days") },
];

type TriggerEditorProps = { choices: TriggerChoices; onCreated: (id: string) => void };

/** What to watch, what to start, and how often at most. */
export function TriggerEditor({ choices, onCreated }: TriggerEditorProps) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [source, setSource] = useState<PutTrigger["source"]>();
  const [action, setAction] = useState<PutTrigger["action"]>();
  const [rest, setRest] = useState("86400");
  const [rate, setRate] = useState("");
  const save = useMutation({
    mutationFn: async (body: PutTrigger) => {
      const made = await triggersApi.create(body);
      await client.invalidateQueries({ queryKey: ["triggers"], exact: true });
      onCreated(made.id);
    },
  });
  const ratePerHour = rate === "" ? null : Number(rate);
  return (
    <Section title={t("New trigger")}>
      <form
        className="flex max-w-2xl flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (source && action)
            save.mutate({
              name: name.trim(),
              enabled: true,
              source,
              action,
              cooldownSeconds: Number(rest),
              ratePerHour,
            });
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
        <TriggerSourceFields choices={choices} onChange={setSource} />
        <TriggerActionFields choices={choices} onChange={setAction} />
        <div>
          <p className="mb-1.5 text-body font-medium text-ink">{t("The same person again")}</p>
          <Segmented label={t("Rest of one person")} value={rest} options={RESTS} onChange={setRest} />
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
        <Button
          type="submit"
          look="primary"
          className="self-start"
          disabled={save.isPending || name.trim() === "" || !source || !action}
        >
          {t("Begin to watch")}
        </Button>
      </form>
      {save.error && <ProblemNote title={t("The trigger could not be saved")} error={save.error} />}
    </Section>
  );
}
