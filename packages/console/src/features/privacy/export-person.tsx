import { useState } from "react";
import { saveFile } from "../../lib/csv.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SettingRow } from "../../ui/setting-row.tsx";
import { nameOf, privacyApi } from "./privacy-api.ts";
import type { NamedBy } from "./privacy-search.ts";

/** The last part of a whole file. */
const END = '"complete": true';
const END_LENGTH = 64;

/** Saves everything that is kept about a person as a file; pressed again while it comes, it stops. */
export function ExportPerson({ by, id }: { by: NamedBy; id: string }) {
  const [error, setError] = useState<Error>();
  const [stop, setStop] = useState<AbortController>();
  const save = async () => {
    const controller = new AbortController();
    setStop(controller);
    setError(undefined);
    try {
      const file = await privacyApi.export(nameOf(by, id), controller.signal);
      if (!(await file.slice(-END_LENGTH).text()).includes(END)) throw new Error(t("The server broke off half-way."));
      saveFile(`${id}.json`, file);
    } catch (failure) {
      if (!controller.signal.aborted) setError(failure instanceof Error ? failure : new Error(String(failure)));
    } finally {
      setStop(undefined);
    }
  };
  return (
    <>
      <SettingRow
        name={t("Export")}
        note={t(
          "Everything that is kept about this person as one JSON file, with what it is kept for and who received it.",
        )}
      >
        <Button onClick={() => (stop ? stop.abort() : void save())}>{stop ? t("Stop") : t("Save as JSON")}</Button>
      </SettingRow>
      {error && <ProblemNote title={t("The file could not be made")} error={error} />}
    </>
  );
}
