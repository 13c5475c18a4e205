import type { TextChannel, TextCheck } from "@rapport/contracts/text-safety";
import { TEXT_CHANNELS } from "@rapport/contracts/text-safety";
import { useState } from "react";
import { t, word } from "../../lib/text.ts";
import { free, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { textSafetyApi } from "./text-safety-api.ts";

const CHANNELS = TEXT_CHANNELS.map((value) => ({
  value,
  label: t("For {value}", { value: value === "ad" ? t("an ad") : value }),
}));
const LOOKS = { pass: "accent", block: "ember", review: "honey", note: "quiet" } as const;
const VERDICTS = {
  pass: t("It may be published"),
  review: t("A person has to say yes"),
  block: "It must not be published",
};

/** A text and what the check says of it; nothing of it is kept. */
export function TextTryout() {
  const [text, setText] = useState("");
  const [channel, setChannel] = useState<TextChannel>("ad");
  const check = useChange({ run: () => textSafetyApi.check(text, channel), guard: free("it changes nothing") });
  return (
    <Section title={t("Try a text")}>
      <form
        className="flex max-w-2xl flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          check.mutate();
        }}
      >
        <textarea
          aria-label={t("Text")}
          value={text}
          rows={4}
          maxLength={100_000}
          placeholder={t("The best kettle in the world, guaranteed!")}
          onChange={(event) => setText(event.target.value)}
          className="w-full rounded-corner border border-control bg-raised px-3 py-2 text-body text-ink placeholder:text-ink-3 focus:border-accent"
        />
        <div className="flex flex-wrap gap-2">
          <Button look="primary" type="submit" disabled={check.isPending || text.trim() === ""}>
            {check.isPending ? t("Checking…") : t("Check")}
          </Button>
          <SelectField
            neutral
            label={t("Where it is to appear")}
            value={channel}
            options={CHANNELS}
            onChange={(value) => setChannel(TEXT_CHANNELS.find((one) => one === value) ?? "ad")}
          />
        </div>
      </form>
      {check.error && <ProblemNote title={t("It could not be checked")} error={check.error} />}
      {check.data && <Findings check={check.data} />}
    </Section>
  );
}

function Findings({ check: { verdict, findings, moderator } }: { check: TextCheck }) {
  return (
    <div role="status" className="mt-3 max-w-2xl">
      <p className="flex flex-wrap items-center gap-2 text-body text-ink">
        <Pill look={LOOKS[verdict]}>{word(verdict)}</Pill> {VERDICTS[verdict]}
        <span className="text-small text-ink-3">{t("offence judged by {moderator}", { moderator })}</span>
      </p>
      <ul className="mt-2 flex flex-col gap-2">
        {findings.map(({ kind, severity, start, excerpt, message }) => (
          <li key={`${kind} ${start}`} className="rounded-corner border border-line bg-raised px-3 py-2 text-body">
            <span className="flex flex-wrap items-center gap-2">
              <Pill look={LOOKS[severity]}>{word(severity)}</Pill>
              <span className="text-ink-3">{word(kind)}</span>
              {excerpt !== "" && <span className="min-w-0 break-words text-ink">“{excerpt}”</span>}
            </span>
            <p className="mt-1 text-ink-2">{message}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
