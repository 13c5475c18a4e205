import type { LeadDetail, LeadStage } from "@rapport/contracts/leads";
import { LEAD_STAGES } from "@rapport/contracts/leads";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { useMay } from "../session/use-may.ts";
import { useSession } from "../session/use-session.ts";
import { STAGE_NAMES } from "./lead-words.ts";
import { leadsApi } from "./leads-api.ts";

type Move = { stage: LeadStage; reason: string };

/** Where a lead stands and who looks after it; the last move can be taken back. */
export function LeadStageField({ lead }: { lead: LeadDetail }) {
  const mayChange = useMay("leads:write");
  const [before, setBefore] = useState<LeadStage>();
  const { change, move } = useLeadChanges(lead, setBefore);
  const error = move.error ?? change.error;
  const to = (stage: LeadStage | undefined) => {
    if (stage && stage !== lead.stage) move.mutate({ stage, reason: "" });
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
      {before && before !== lead.stage && (
        <p role="status" className="flex items-center gap-2 text-small text-ink-2">
          {t("Moved from {from} to {to}.", { from: STAGE_NAMES[before], to: STAGE_NAMES[lead.stage] })}
          <Button
            look="quiet"
            disabled={move.isPending}
            onClick={() => move.mutate({ stage: before, reason: t("Undone") })}
          >
            {t("Undo")}
          </Button>
        </p>
      )}
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

function useLeadChanges(lead: LeadDetail, onMoved: (from: LeadStage | undefined) => void) {
  const client = useQueryClient();
  const keep = async (changed: LeadDetail) => {
    client.setQueryData(["lead", lead.id], changed);
    await client.invalidateQueries({ queryKey: ["leads"] });
  };
  const move = useMutation({
    mutationFn: ({ stage, reason }: Move) => leadsApi.move(lead.id, stage, reason),
    onSuccess: (changed, { reason }) => {
      onMoved(reason === "Undone" ? undefined : lead.stage);
      return keep(changed);
    },
  });
  const change = useMutation({
    mutationFn: (ownerId: string | null) => leadsApi.assign(lead.id, ownerId),
    onSuccess: keep,
  });
  return { move, change };
}
