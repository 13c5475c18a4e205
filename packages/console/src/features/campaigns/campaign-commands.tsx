import type { Campaign, Optimization } from "@rapport/contracts/campaigns";
import { useState } from "react";
import { byId, changeRows } from "../../lib/change-rows.ts";
import { formatMoney } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { free, typed, undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useMay } from "../session/use-may.ts";
import type { CampaignVerb } from "./campaigns-api.ts";
import { CAMPAIGNS_KEY, campaignsApi } from "./campaigns-api.ts";
import { MovePreview } from "./move-preview.tsx";

const FROM_HERE = t("From the console");

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
  const { change, propose, optimize } = useCommands(campaign, { may: may["budgets:write"], onFound: setFound });
  const commands = COMMANDS[campaign.state].filter(({ needs }) => may[needs]);
  const isBusy = change.isPending || propose.isPending || optimize.isPending;
  const mayPropose = campaign.state === "draft" && may["campaigns:write"];
  const mayOptimize = campaign.state === "running" && may["budgets:write"];
  if (commands.length === 0 && !mayPropose && !mayOptimize) return null;
  const run = ({ verb }: Command) => change.mutate({ verb, reason: reason.trim() || FROM_HERE });
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

type Owner = { may: boolean; onFound: (found: Optimization) => void };

function useCommands(campaign: Campaign, { may, onFound }: Owner) {
  const { id, name } = campaign;
  const refresh = [CAMPAIGNS_KEY];
  const change = useChange({
    run: ({ verb, reason }: { verb: CampaignVerb; reason: string }) => campaignsApi.change(id, verb, reason),
    guard: ({ verb }) => guardOf(verb, campaign, may),
    refresh,
    optimistic: (client, { verb }) => {
      // The rest depends on platforms; these two are certain once they are taken.
      const state = verb === "pause" ? "paused" : verb === "reject" ? "draft" : undefined;
      if (state) changeRows(client, CAMPAIGNS_KEY, byId(id), { state });
    },
  });
  const propose = useChange({
    run: () => campaignsApi.propose(id),
    guard: may
      ? undone(t("“{name}” is proposed.", { name }), () => campaignsApi.change(id, "reject", t("Undone")))
      : typed(t("Propose “{name}”? Who may spend is asked, and sends it back or approves it.", { name }), t("Propose")),
    refresh,
  });
  const optimize = useChange({
    run: (dryRun: boolean) => campaignsApi.optimize(id, dryRun),
    guard: (dryRun) =>
      dryRun
        ? free("it changes nothing")
        : typed(t("Move the budgets of “{name}” as it is shown?", { name }), t("Apply")),
    refresh,
    onSuccess: onFound,
  });
  return { change, propose, optimize };
}

/** What spends or ends is asked for by its word; a pause is taken back by who may let it go on. */
function guardOf(verb: CampaignVerb, { id, name, budgetCents, currency }: Campaign, mayResume: boolean) {
  const back = (to: CampaignVerb) => () => campaignsApi.change(id, to, t("Undone"));
  if (verb === "pause" && mayResume) return undone(t("“{name}” is paused.", { name }), back("resume"));
  if (verb === "resume") return undone(t("“{name}” goes on.", { name }), back("pause"));
  if (verb === "reject") return undone(t("“{name}” is sent back.", { name }), () => campaignsApi.propose(id));
  if (verb === "pause") return typed(t("Pause “{name}”? Who may spend can let it go on.", { name }), t("Pause"));
  if (verb === "end") return typed(t("End “{name}” for good?", { name }), t("End"));
  return typed(
    t("Approve {budgetCents} for “{name}”?", { budgetCents: formatMoney(budgetCents, currency), name }),
    t("Approve"),
  );
}
