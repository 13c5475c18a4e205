import type { ImportLeadsAnswer } from "@rapport/contracts/lead-files";
import { useState } from "react";
import { t, tn } from "../../lib/text.ts";
import { free, typed, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { ImportReport } from "./import-report.tsx";
import { SidePanel } from "./lead-panel.tsx";
import { leadsApi } from "./leads-api.ts";
import { readText } from "./read-text.ts";

/** Takes people from a CSV file: shows first what would change, then changes it. */
export function ImportPanel({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState<string>();
  const [consent, setConsent] = useState(false);
  const load = useChange({
    run: ({ dryRun, file }: { dryRun: boolean; file: string }) => leadsApi.load(file, { dryRun, consent }),
    guard: ({ dryRun }) =>
      dryRun
        ? free("it changes nothing")
        : typed(t("Import everybody of this file? Their traits change as it was shown."), t("Import")),
    refresh: [["leads"]],
  });
  const choose = async (file: File | undefined) => {
    if (!file) return;
    const read = await readText(file);
    setText(read);
    load.mutate({ dryRun: true, file: read });
  };
  const look = (granted: boolean) => {
    setConsent(granted);
    load.reset();
  };
  return (
    <SidePanel label={t("Import leads")} onClose={onClose}>
      <Section title={t("Import leads")}>
        <div className="flex flex-col gap-3">
          <p className="text-small text-ink-2">
            {t(
              "A CSV file whose first line names its columns. People are found by “userId” or “email”; cells that are empty change nothing.",
            )}
          </p>
          <label className="flex items-start gap-2 text-small text-ink-2">
            <input
              type="checkbox"
              checked={consent}
              onChange={(event) => look(event.target.checked)}
              className="mt-0.5"
            />
            {t(
              "Everybody in the file has agreed to be contacted, and I can show so. Otherwise a column “consent” says it.",
            )}
          </label>
          <input
            type="file"
            aria-label={t("CSV file")}
            accept=".csv,.tsv,.txt,text/csv"
            onChange={(event) => void choose(event.target.files?.[0])}
            className="text-small text-ink-2 file:me-3 file:rounded-corner file:border file:border-line-strong file:bg-raised file:px-3 file:py-1.5 file:text-ink"
          />
          {text !== undefined && !load.data && !load.isPending && (
            <div>
              <Button onClick={() => load.mutate({ dryRun: true, file: text })}>{t("Look what would change")}</Button>
            </div>
          )}
          {load.isPending && <p className="text-small text-ink-3">{t("Reading the file…")}</p>}
          {load.error && <ProblemNote title={t("The file could not be taken")} error={load.error} />}
        </div>
      </Section>
      {load.data && <ImportReport answer={load.data} />}
      {load.data?.dryRun && text !== undefined && (
        <ApplyButton
          answer={load.data}
          busy={load.isPending}
          onApply={() => load.mutate({ dryRun: false, file: text })}
        />
      )}
    </SidePanel>
  );
}

function ApplyButton(props: { answer: ImportLeadsAnswer; busy: boolean; onApply: () => void }) {
  const { created, changed, unchanged } = props.answer;
  const people = created + changed + unchanged;
  return (
    <div className="p-4">
      <Button look="primary" disabled={props.busy || people === 0} onClick={props.onApply}>
        {tn(people, "Import {count} row", "Import {count} rows")}
      </Button>
    </div>
  );
}
