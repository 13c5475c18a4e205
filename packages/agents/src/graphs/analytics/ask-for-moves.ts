import type { BudgetMove, Campaign } from "@rapport/contracts/campaigns";
import type { ChosenBudgets } from "@rapport/domain/campaigns/chosen-budgets";
import { findChosenProblem, stepBounds } from "@rapport/domain/campaigns/chosen-budgets";
import { z } from "zod";
import { askApproval } from "../../runtime/ask-approval.ts";

/** What was said of moves of money: the budgets that a person has set in place of the proposed ones are in `chosen`. */
type DecidedMoves = { mayMove: boolean; chosen?: ChosenBudgets };

/** Pauses until a person has decided about moves of money; each budget may be changed within its step, and their sum never grows. */
export function askForMoves({ id, name, currency }: Campaign, moves: readonly BudgetMove[]): DecidedMoves {
  const byChannel = new Map(moves.map((move) => [`${move.platform} ${move.placement}`, move]));
  const toChosen = (cents: Readonly<Record<string, number>>): ChosenBudgets =>
    Object.fromEntries([...byChannel].map(([channel, { adSetId, toCents }]) => [adSetId, cents[channel] ?? toCents]));
  const fields = [...byChannel].map(([channel, { fromCents }]) => {
    const { min, max } = stepBounds(fromCents);
    const now = `${(fromCents / 100).toFixed(2)} ${currency} a day now, ${(min / 100).toFixed(2)} to ${(max / 100).toFixed(2)} at once`;
    return [channel, z.number().int().min(min).max(max).describe(now)] as const;
  });
  const dailyBudgetCents = z.strictObject(Object.fromEntries(fields)).superRefine((cents, refinement) => {
    const message = findChosenProblem(moves, toChosen(cents));
    if (message !== undefined) refinement.addIssue({ code: "custom", message });
  });
  const decided = askApproval({
    kind: "budget-move",
    title: `Move money of “${name}”`,
    summary: moves.map(({ platform, placement, why }) => `${platform} ${placement}: ${why}`).join("\n"),
    schema: z.strictObject({ campaignId: z.literal(id), dailyBudgetCents }),
    proposal: {
      campaignId: id,
      dailyBudgetCents: Object.fromEntries([...byChannel].map(([channel, { toCents }]) => [channel, toCents])),
    },
    actions: ["approve", "edit", "reject"],
  });
  if (decided.action === "edit") return { mayMove: true, chosen: toChosen(decided.value.dailyBudgetCents) };
  return { mayMove: decided.action === "approve" };
}
