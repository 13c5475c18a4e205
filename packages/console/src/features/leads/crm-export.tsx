import type { CrmName } from "@rapport/contracts/lead-crm";
import { useState } from "react";
import { t, tn } from "../../lib/text.ts";
import { free, typed, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { CrmQuestion } from "./crm-question.tsx";
import { CrmReport } from "./crm-report.tsx";
import { leadsApi } from "./leads-api.ts";
import type { LeadsSearch } from "./leads-search.ts";

/** Leads of the list's stage and grade to a CRM. */
export function CrmExport({ crm, search }: { crm: CrmName; search: LeadsSearch }) {
  const [overwrite, setOverwrite] = useState(false);
  const { stage, grade } = search;
  const send = useChange({
    run: (dryRun: boolean) => leadsApi.exportToCrm({ crm, dryRun, stage, grade, overwrite }),
    guard: (dryRun) =>
      dryRun ? free("it changes nothing") : typed(t("Write these leads to the CRM?"), t("Write to the CRM")),
    refresh: [["lead"]],
  });
  const { data } = send;
  const writes = data ? data.created + data.changed : 0;
  return (
    <>
      <CrmQuestion
        note={t("The best 200 leads of this stage and grade are found there by e-mail. What is missing is filled.")}
        choice={t("Replace what stands there by what is known here")}
        isChosen={overwrite}
        onChoose={(chosen) => {
          setOverwrite(chosen);
          send.reset();
        }}
        asked={send}
        onLook={() => send.mutate(true)}
      />
      {data && <CrmReport answer={data} />}
      {data?.dryRun && data.stopped === null && (
        <div className="p-4">
          <Button look="primary" disabled={send.isPending || writes === 0} onClick={() => send.mutate(false)}>
            {tn(writes, "Write {count} lead", "Write {count} leads")}
          </Button>
        </div>
      )}
    </>
  );
}
