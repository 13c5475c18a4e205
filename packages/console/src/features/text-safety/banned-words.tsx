import type { BannedWord } from "@rapport/contracts/text-safety";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useMay } from "../session/use-may.ts";
import { textSafetyApi } from "./text-safety-api.ts";

const KEY = ["text-safety", "words"];
const LOOKS = { block: "ember", review: "honey", note: "quiet" } as const;
const SEVERITIES = { block: t("must not appear"), review: t("a person decides"), note: t("only noted") } as const;

/** The project's banned words: what each does, and what to say instead. */
export function BannedWords() {
  const mayChange = useMay("text safety:write");
  const words = useQuery({ queryKey: KEY, queryFn: ({ signal }) => textSafetyApi.words(signal) });
  const all = words.data?.data ?? [];
  const put = useChange({
    run: (next: BannedWord[]) => textSafetyApi.putWords(next),
    guard: undone(t("Saved."), () => textSafetyApi.putWords(all)),
    refresh: [KEY],
    optimistic: (client, next) => client.setQueryData(KEY, { data: next, nextCursor: null }),
  });
  return (
    <Section
      title={t("Banned words")}
      aside={all.length > 0 && <ListCsv name="banned words" page={(_, signal) => textSafetyApi.words(signal)} />}
    >
      {words.isPending && <SkeletonRows rows={2} height={36} />}
      {words.error && <ProblemNote title={t("The words could not be loaded")} error={words.error} />}
      {words.data && all.length === 0 && (
        <p className="text-body text-ink-2">
          {t("No word is banned. {mayChange}", {
            mayChange: mayChange
              ? t("Add what your brand never says.")
              : t("Somebody who may change them can add some."),
          })}
        </p>
      )}
      <ul className="max-w-2xl">
        {all.map((word) => (
          <li
            key={word.phrase}
            className="flex flex-wrap items-center gap-2 border-b border-line py-1.5 text-body last:border-b-0"
          >
            <span className="font-medium break-all text-ink">{word.phrase}</span>
            <Pill look={LOOKS[word.severity]}>{SEVERITIES[word.severity]}</Pill>
            <span className="min-w-0 flex-1 break-words text-ink-3">{word.advice}</span>
            {mayChange && (
              <Button
                look="quiet"
                disabled={put.isPending}
                onClick={() => put.mutate(all.filter((one) => one !== word))}
              >
                {t("Remove")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayChange && words.data && (
        <AddWord
          busy={put.isPending}
          onAdd={(word) => put.mutateAsync([...all.filter(({ phrase }) => phrase !== word.phrase), word])}
        />
      )}
      {put.error && <ProblemNote title={t("The words could not be saved")} error={put.error} />}
    </Section>
  );
}

function AddWord({ busy, onAdd }: { busy: boolean; onAdd: (word: BannedWord) => Promise<unknown> }) {
  const [phrase, setPhrase] = useState("");
  const [advice, setAdvice] = useState("");
  const [severity, setSeverity] = useState<BannedWord["severity"]>("block");
  return (
    <form
      className="mt-3 flex max-w-2xl flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void onAdd({ phrase: phrase.trim(), advice: advice.trim(), severity }).then(
          () => {
            setPhrase("");
            setAdvice("");
          },
          // What went wrong is shown above.
          () => undefined,
        );
      }}
    >
      <TextField
        shown={t("Word or phrase")}
        label={t("Word or phrase")}
        placeholder={t("cheap*")}
        maxLength={120}
        value={phrase}
        onChange={setPhrase}
        className="w-40"
      />
      <TextField
        shown={t("Say instead")}
        label={t("Say instead")}
        placeholder={t("affordable")}
        maxLength={300}
        value={advice}
        onChange={setAdvice}
        className="w-48"
      />
      <SelectField
        neutral
        label={t("What it does")}
        value={severity}
        options={Object.entries(SEVERITIES).map(([value, label]) => ({ value, label }))}
        onChange={(value) => setSeverity(value === "review" || value === "note" ? value : "block")}
      />
      <Button type="submit" disabled={busy || phrase.trim().length < 2}>
        {t("Add word")}
      </Button>
    </form>
  );
}
