import type { PutTrigger } from "@rapport/contracts/triggers";
import { useEffect, useId, useState } from "react";
import { t } from "../../lib/text.ts";
import { Segmented } from "../../ui/segmented.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import type { ActionKind } from "./to-action.ts";
import { readAction, toAction } from "./to-action.ts";
import type { TriggerChoices } from "./use-trigger-choices.ts";

const KINDS = [
  { value: "webhook", label: t("Webhook"), name: t("Send a signed message to a webhook") },
  { value: "agent", label: t("Agent"), name: t("Set an agent to work") },
  { value: "job", label: t("Job"), name: t("Start a job") },
] as const;
const WORDS = {
  webhook: {
    of: t("Webhook"),
    choose: t("Choose a webhook"),
    none: t("There is none yet: add a webhook on its screen first."),
  },
  agent: { of: t("Agent"), choose: t("Choose an agent"), none: t("This server runs no agents.") },
  job: { of: t("Job"), choose: t("Choose a job"), none: t("This server runs no jobs.") },
} as const;

type TriggerActionFieldsProps = {
  choices: TriggerChoices;
  /** What is changed; undefined for something new. */
  before: PutTrigger["action"] | undefined;
  /** Undefined while something is missing. */
  onChange: (action: PutTrigger["action"] | undefined) => void;
};

/** What to start. */
export function TriggerActionFields({ choices, before, onChange }: TriggerActionFieldsProps) {
  const [first] = useState(() => readAction(before));
  const [kind, setKind] = useState<ActionKind>(first.kind);
  const [of, setOf] = useState(first.of);
  const [input, setInput] = useState(first.text);
  const options = { webhook: choices.webhooks, agent: choices.agents, job: choices.jobs }[kind];
  const words = WORDS[kind];
  const agent = kind === "agent" ? choices.agents.find(({ value }) => value === of) : undefined;
  const made = toAction(kind, of, input);
  // By its text: a new object of the same content is no change.
  const text = made.action && JSON.stringify(made.action);
  useEffect(() => onChange(text === undefined ? undefined : JSON.parse(text)), [text, onChange]);
  return (
    <div>
      <p className="mb-1.5 text-body font-medium text-ink">{t("Start")}</p>
      <div className="flex flex-wrap items-center gap-2">
        <Segmented
          label={t("What is started")}
          value={kind}
          options={KINDS}
          onChange={(next) => {
            setKind(next);
            setOf("");
          }}
        />
        <SelectField
          neutral
          label={words.of}
          value={of}
          options={[{ value: "", label: words.choose }, ...options]}
          onChange={setOf}
        />
      </div>
      {options.length === 0 && <p className="mt-1 text-small text-ink-3">{words.none}</p>}
      {agent && (
        <p className="mt-1 text-small text-ink-3">
          {agent.title}.
          {agent.takes.length > 0 && t(" Its input must have: {takes}.", { takes: agent.takes.join(", ") })}
        </p>
      )}
      {kind !== "webhook" && of !== "" && <InputField value={input} problem={made.problem} onChange={setInput} />}
    </div>
  );
}

type InputFieldProps = { value: string; problem: string | undefined; onChange: (value: string) => void };

function InputField({ value, problem, onChange }: InputFieldProps) {
  const id = useId();
  return (
    <div className="mt-2">
      <label htmlFor={id} className="mb-1.5 block text-body font-medium text-ink">
        {t("Input, as JSON")}
      </label>
      <textarea
        id={id}
        rows={3}
        spellCheck={false}
        placeholder={'{ "campaignId": "cmp_…" }'}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-note`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="w-full rounded-corner border border-control bg-raised px-3 py-2 font-mono text-small text-ink placeholder:text-ink-3 focus:border-accent"
      />
      <p id={`${id}-note`} className={problem === undefined ? "text-small text-ink-3" : "text-small text-ember"}>
        {problem ?? t("What it is to work on. What does not fit is named when the trigger is saved.")}
      </p>
    </div>
  );
}
