import type { PersonLookup } from "@rapport/contracts/privacy";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SettingRow } from "../../ui/setting-row.tsx";
import { nameOf, PRIVACY_KEY, privacyApi } from "./privacy-api.ts";

/** Leaves out what is sent under an id from now on, or takes it again. */
export function SuppressPerson({ found: { suppressed, ids } }: { found: PersonLookup }) {
  // One is enough: it holds for every id that leads to the same person.
  const set = (next: boolean) => privacyApi.suppress(nameOf(ids[0]?.kind ?? "user", ids[0]?.value ?? ""), next);
  const change = useChange({
    run: set,
    guard: (next) => undone(next ? t("Suppressed.") : t("Taken again from now on."), () => set(!next)),
    refresh: [PRIVACY_KEY],
  });
  const note = suppressed
    ? t("What is sent under these ids is counted and thrown away. Lifting that takes what comes from then on.")
    : t("What is sent under these ids from now on is counted and thrown away. What is there stays.");
  return (
    <>
      <SettingRow name={t("Suppress")} note={note}>
        <Button disabled={change.isPending} onClick={() => change.mutate(!suppressed)}>
          {suppressed ? t("Lift@@privacy") : t("Suppress")}
        </Button>
      </SettingRow>
      {change.error && <ProblemNote title={t("This could not be changed")} error={change.error} />}
    </>
  );
}
