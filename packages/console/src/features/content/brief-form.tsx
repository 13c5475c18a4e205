import type { ContentBrief } from "@rapport/contracts/content";
import { CHANNEL_NAMES, CHANNELS } from "@rapport/contracts/content-channels";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { t, word } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { AreaField } from "./area-field.tsx";
import { BriefItems } from "./brief-items.tsx";
import type { BriefState } from "./brief-state.ts";
import { FIRST_BRIEF, readBrief } from "./brief-state.ts";
import { contentApi } from "./content-api.ts";
import { VoiceDocuments } from "./voice-documents.tsx";

const GOALS = [
  { value: "purchase", label: t("Buy") },
  { value: "sign-up", label: t("Sign up") },
  { value: "visit", label: t("Visit") },
  { value: "win-back", label: t("Come back") },
] as const;
const TONES = [
  { value: "plain", label: t("Plain") },
  { value: "warm", label: t("Warm") },
  { value: "formal", label: t("Formal") },
  { value: "playful", label: t("Playful") },
] as const;

type FormPartProps = { state: BriefState; onChange: (part: Partial<BriefState>) => void };

/** What is to be written: about what, where, for whom, and what is true. */
export function BriefForm({ onWritten }: { onWritten: (id: string) => void }) {
  const [state, setState] = useState<BriefState>(FIRST_BRIEF);
  const [missing, setMissing] = useState<string>();
  const write = useWriting(onWritten);
  const change = (part: Partial<BriefState>) => setState((before) => ({ ...before, ...part }));
  const submit = () => {
    const read = readBrief(state);
    setMissing("missing" in read ? read.missing : undefined);
    if ("brief" in read) write.mutate(read.brief);
  };
  return (
    <Section title={t("New brief")}>
      <form
        className="grid max-w-3xl gap-x-5 gap-y-3 md:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <SubjectFields state={state} onChange={change} />
        <ChannelFields state={state} onChange={change} />
        <TruthFields state={state} onChange={change} />
        <VoiceFields state={state} onChange={change} />
        <VoiceDocuments state={state} onChange={change} />
        <div className="flex flex-wrap items-center gap-3 md:col-span-2">
          <Button type="submit" look="primary" disabled={write.isPending}>
            {write.isPending ? t("Writing…") : t("Write variants")}
          </Button>
          <p role="alert" className="text-body text-ember">
            {missing}
          </p>
        </div>
      </form>
      {write.error && <ProblemNote title={t("Nothing was written")} error={write.error} />}
      {write.data && write.data.data.length === 0 && <StillWriting run={write.data} />}
    </Section>
  );
}

function useWriting(onWritten: (id: string) => void) {
  return useChange({
    run: (brief: ContentBrief) => contentApi.generate(brief),
    // Nothing goes out that nobody approved; what was written and is not wanted is rejected.
    guard: undone(t("Written."), ({ data }: { data: readonly { id: string }[] }) =>
      Promise.all(data.map(({ id }) => contentApi.decide(id, "reject"))),
    ),
    refresh: [["content"]],
    onSuccess: ({ data: [first] }) => first && onWritten(first.id),
  });
}

function StillWriting({
  run: { runId, state, error },
}: {
  run: { runId: string; state: string; error: string | null };
}) {
  return (
    <p role="status" className="mt-3 text-body text-ink-2">
      {error === null
        ? t("The run is {state}; its pieces appear in the list.", { state: word(state) })
        : t("The run failed: {error}.", { error })}{" "}
      <Link to="/runs" search={{ run: runId }} className="text-accent underline underline-offset-2">
        {t("Follow the run")}
      </Link>
    </p>
  );
}

function SubjectFields({ state, onChange }: FormPartProps) {
  return (
    <>
      <FormField
        label={t("Subject")}
        hint={t("Not needed where items of the catalog say it.")}
        maxLength={80}
        value={state.subject}
        onChange={(event) => onChange({ subject: event.target.value })}
      />
      <FormField
        label={t("Audience")}
        hint={t("As in “for …”: people who cook.")}
        maxLength={80}
        value={state.audience}
        onChange={(event) => onChange({ audience: event.target.value })}
      />
      <BriefItems chosen={state.itemIds} onChange={(itemIds) => onChange({ itemIds })} />
    </>
  );
}

function ChannelFields({ state: { channels }, onChange }: FormPartProps) {
  return (
    <fieldset className="md:col-span-2">
      <legend className="mb-1.5 text-body font-medium text-ink">{t("Channels")}</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {CHANNEL_NAMES.map((name) => (
          <CheckField
            key={name}
            label={CHANNELS[name].label}
            checked={channels.includes(name)}
            onChange={(on) => onChange({ channels: on ? [...channels, name] : channels.filter((one) => one !== name) })}
          />
        ))}
      </div>
    </fieldset>
  );
}

function TruthFields({ state, onChange }: FormPartProps) {
  return (
    <>
      <AreaField
        label={t("Facts")}
        hint={t(
          "One a line. Numbers and claims that stand neither here, in the catalog nor in your documents are held back.",
        )}
        value={state.facts}
        onChange={(facts) => onChange({ facts })}
      />
      <AreaField
        label={t("Words not to use")}
        hint={t("Besides the project’s banned words.")}
        value={state.bannedWords}
        onChange={(bannedWords) => onChange({ bannedWords })}
      />
    </>
  );
}

function VoiceFields({ state, onChange }: FormPartProps) {
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-2 md:col-span-2">
      <SelectField
        neutral
        label={t("Goal")}
        value={state.goal}
        options={GOALS}
        onChange={(value) => onChange({ goal: GOALS.find((one) => one.value === value)?.value ?? "purchase" })}
      />
      <SelectField
        neutral
        label={t("Tone")}
        value={state.tone}
        options={TONES}
        onChange={(value) => onChange({ tone: TONES.find((one) => one.value === value)?.value ?? "plain" })}
      />
      <SelectField
        neutral
        label={t("Variants")}
        value={state.variants}
        options={["1", "2", "3", "4", "5"].map((value) => ({
          value,
          label: t("{value} variant{value2}", { value, value2: value === "1" ? "" : "s" }),
        }))}
        onChange={(variants) => onChange({ variants })}
      />
      <CheckField label={t("Emojis")} checked={state.emoji} onChange={(emoji) => onChange({ emoji })} />
      <CheckField
        label={t("Exclamation marks")}
        checked={state.exclamations}
        onChange={(exclamations) => onChange({ exclamations })}
      />
    </div>
  );
}

type CheckFieldProps = { label: string; checked: boolean; onChange: (on: boolean) => void };

function CheckField({ label, checked, onChange }: CheckFieldProps) {
  return (
    <label className="flex min-h-8 items-center gap-2 text-body text-ink-2 max-md:min-h-10">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
