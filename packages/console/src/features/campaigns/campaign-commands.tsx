import type { Campaign, Optimization } from "@rapport/contracts/campaigns";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { formatMoney } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useMay } from "../session/use-may.ts";
import type { CampaignVerb } from "./campaigns-api.ts";
import { CAMPAIGNS_KEY, campaignsApi } from "./campaigns-api.ts";
import { MovePreview } from "./move-preview.tsx";

type Command = { verb: CampaignVerb; label: string; needs: "campaigns:write" | "budgets:write"; main?: true };

/** What can be done in each state; what spends needs a right to budgets. */
const COMMANDS: Record<Campaign["state"], readonly Command[]> = {
  draft: [],
  proposed: [
    { verb: "approve", label: t("Approve and deploy"), needs: "budgets:write", main: true },
    { verb: "reject", label: t("Send back"), needs: "budgets:write" },
  ],
  approved: [],
  deploying: [{ verb: "pause", label: t("Pause"), needs: "campaigns:write" }],
  running: [
    { verb: "pause", label: t("Pause"), needs: "campaigns:write" },
    { verb: "end", label: t("End"), needs: "campaigns:write" },
  ],
  paused: [
    { verb: "resume", label: t("Resume"), needs: "budgets:write", main: true },
    { verb: "end", label: t("End"), needs: "campaigns:write" },
  ],
  ended: [],
};

/** What may be done with a campaign now, and why it is done. */
export function CampaignCommands({ campaign }: { campaign: Campaign }) {
  const [reason, setReason] = useState("");
  const [found, setFound] = useState<Optimization>();
  const may = { "campaigns:write": useMay("campaigns:write"), "budgets:write": useMay("budgets:write") };
  const { change, propose, optimize } = useCommands(campaign.id, setFound);
  const commands = COMMANDS[campaign.state].filter(({ needs }) => may[needs]);
  const isBusy = change.isPending || propose.isPending || optimize.isPending;
  const mayPropose = campaign.state === "draft" && may["campaigns:write"];
  const mayOptimize = campaign.state === "running" && may["budgets:write"];
  if (commands.length === 0 && !mayPropose && !mayOptimize) return null;
  const run = ({ verb, main }: Command) => {
    const question = t("Approve {budgetCents} for “{name}”?", {
      budgetCents: formatMoney(campaign.budgetCents, campaign.currency),
      name: campaign.name,
    });
    if (verb === "approve" && main && !window.confirm(question)) return;
    change.mutate({ verb, reason: reason.trim() || t("From the console") });
  };
  return (
    <div className="border-b border-line px-4 py-3">
      <div className="flex flex-wrap items-end gap-2">
        {commands.length > 0 && (
          <TextField
            label={t("Reason")}
            placeholder={t("Why")}
            value={reason}
            maxLength={500}
            onChange={setReason}
            className="w-56"
          />
        )}
        {mayPropose && (
          <Button look="primary" disabled={isBusy} onClick={() => propose.mutate()}>
            {t("Propose")}
          </Button>
        )}
        {commands.map((command) => (
          <Button
            key={command.verb}
            look={command.main ? "primary" : "plain"}
            disabled={isBusy}
            onClick={() => run(command)}
          >
            {command.label}
          </Button>
        ))}
        {mayOptimize && (
          <Button disabled={isBusy} onClick={() => optimize.mutate(true)}>
            {t("See budget moves")}
          </Button>
        )}
      </div>
      {found && (
        <MovePreview
          found={found}
          currency={campaign.currency}
          isBusy={isBusy}
          onApply={() => optimize.mutate(false)}
        />
      )}
      <CommandProblem error={change.error ?? propose.error ?? optimize.error} />
    </div>
  );
}

function CommandProblem({ error }: { error: Error | null }) {
  return error && <ProblemNote title={t("That did not work")} error={error} />;
}

function useCommands(id: string, onFound: (found: Optimization) => void) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: CAMPAIGNS_KEY });
  const change = useMutation({
    mutationFn: ({ verb, reason }: { verb: CampaignVerb; reason: string }) => campaignsApi.change(id, verb, reason),
    onSettled,
  });
  const propose = useMutation({ mutationFn: () => campaignsApi.propose(id), onSettled });
  const optimize = useMutation({
    mutationFn: (dryRun: boolean) => campaignsApi.optimize(id, dryRun),
    onSuccess: onFound,
    onSettled,
  });
  return { change, propose, optimize };
}
