import type { LeadDetail, LeadStage } from "@rapport/contracts/leads";
import { LEAD_STAGES } from "@rapport/contracts/leads";
import type { QueryClient } from "@tanstack/react-query";
import { byId, changeRows } from "../../lib/change-rows.ts";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { useMay } from "../session/use-may.ts";
import { useSession } from "../session/use-session.ts";
import { STAGE_NAMES } from "./lead-words.ts";
import { leadsApi } from "./leads-api.ts";

/** Where a lead stands and who looks after it; the last move can be taken back. */
export function LeadStageField({ lead }: { lead: LeadDetail }) {
  const mayChange = useMay("leads:write");
  const { change, move } = useLeadChanges(lead);
  const error = move.error ?? change.error;
  const to = (stage: LeadStage | undefined) => {
    if (stage && stage !== lead.stage) move.mutate(stage);
  };
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        {mayChange ? (
          <SelectField
            label={t("Stage")}
            neutral
            value={lead.stage}
            options={LEAD_STAGES.map((stage) => ({ value: stage, label: STAGE_NAMES[stage] }))}
            onChange={(value) => to(LEAD_STAGES.find((stage) => stage === value))}
          />
        ) : (
          <span className="text-ink-2">{STAGE_NAMES[lead.stage]}</span>
        )}
        {mayChange && <OwnerButton lead={lead} busy={change.isPending} onAssign={(id) => change.mutate(id)} />}
      </div>
      {error && <ProblemNote title={t("That did not work")} error={error} />}
    </div>
  );
}

function OwnerButton(props: { lead: LeadDetail; busy: boolean; onAssign: (ownerId: string | null) => void }) {
  const { member } = useSession();
  const { ownerId } = props.lead;
  if (ownerId !== null && ownerId !== member?.id)
    return <span className="text-small text-ink-3">{t("Owned by {ownerId}", { ownerId })}</span>;
  if (!member) return null;
  return (
    <Button look="quiet" disabled={props.busy} onClick={() => props.onAssign(ownerId === null ? member.id : null)}>
      {ownerId === null ? t("Take it") : t("Give it back")}
    </Button>
  );
}

function useLeadChanges({ id, stage: from, ownerId: owner }: LeadDetail) {
  const refresh = [["lead", id], ["leads"]];
  const show = (client: QueryClient, part: Partial<LeadDetail>) => {
    for (const key of refresh) changeRows(client, key, byId(id), part);
  };
  const move = useChange({
    run: (stage: LeadStage) => leadsApi.move(id, stage, ""),
    guard: (stage) =>
      undone(t("Moved from {from} to {to}.", { from: STAGE_NAMES[from], to: STAGE_NAMES[stage] }), () =>
        leadsApi.move(id, from, t("Undone")),
      ),
    refresh,
    optimistic: (client, stage) => show(client, { stage }),
  });
  const change = useChange({
    run: (ownerId: string | null) => leadsApi.assign(id, ownerId),
    guard: undone(t("Changed."), () => leadsApi.assign(id, owner)),
    refresh,
    optimistic: (client, ownerId) => show(client, { ownerId }),
  });
  return { move, change };
}
