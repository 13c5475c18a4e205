import type { CrmName } from "@rapport/contracts/lead-crm";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { free, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { CrmQuestion } from "./crm-question.tsx";
import { ImportReport } from "./import-report.tsx";
import { leadsApi } from "./leads-api.ts";

/** People from a CRM, a page after the other. */
export function CrmImport({ crm }: { crm: CrmName }) {
  const [isGranted, setGranted] = useState(false);
  const take = useChange({
    run: ({ dryRun, cursor }: { dryRun: boolean; cursor?: string | undefined }) =>
      leadsApi.importFromCrm({ crm, dryRun, cursor, consent: isGranted ? "granted" : undefined }),
    guard: ({ dryRun }) => free(dryRun ? "it changes nothing" : "done again, it changes nothing more"),
    refresh: [["leads"]],
  });
  const { data, variables } = take;
  const next = data && !data.dryRun ? (data.nextCursor ?? undefined) : undefined;
  return (
    <>
      <CrmQuestion
        note={t("People there are found here by e-mail. Whoever opted out there may not be contacted here.")}
        choice={t("Everybody there has agreed to be contacted, and I can show so.")}
        isChosen={isGranted}
        onChoose={(chosen) => {
          setGranted(chosen);
          take.reset();
        }}
        asked={take}
        onLook={() => take.mutate({ dryRun: true })}
      />
      {data && <ImportReport answer={{ ...data, columns: [] }} />}
      {data?.dryRun && (
        <div className="p-4">
          <Button
            look="primary"
            disabled={take.isPending || data.rows === 0}
            onClick={() => take.mutate({ dryRun: false, cursor: variables?.cursor })}
          >
            {t("Import these people")}
          </Button>
        </div>
      )}
      {next !== undefined && (
        <div className="p-4">
          <Button disabled={take.isPending} onClick={() => take.mutate({ dryRun: true, cursor: next })}>
            {t("Look at the next ones")}
          </Button>
        </div>
      )}
    </>
  );
}
