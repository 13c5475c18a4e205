import { BUDGET_STEP_SHARE } from "@rapport/contracts/budgets";
import type { BudgetMove, Optimization } from "@rapport/contracts/campaigns";
import { RapportError } from "@rapport/contracts/errors";
import { planBudget } from "@rapport/engine/budget/plan-budget";
import type { AdSetRow, CampaignResultRow } from "@rapport/store/queries/campaigns";
import { insertBudgetMoves, listResultRows } from "@rapport/store/queries/campaigns";
import { lockOpenActions } from "@rapport/store/queries/platform-actions";
import { utcDay } from "../budgets/utc-day.ts";
import type { Context } from "../context.ts";
import { budgetArms } from "./budget-arms.ts";
import type { ChosenBudgets } from "./chosen-budgets.ts";
import { findChosenProblem, stepBounds } from "./chosen-budgets.ts";
import { describeMove } from "./describe-move.ts";
import { goOnMoving } from "./go-on-moving.ts";
import { platformActionsSend } from "./platform-actions-send.ts";
import { requestAction } from "./request-action.ts";
import type { LockedCampaign } from "./with-campaign.ts";
import { withCampaign } from "./with-campaign.ts";

/** Least and most of a campaign's daily money that one channel gets. */
const SHARES = { minShare: 0.05, maxShare: 0.6 };
const DAY_MS = 86_400_000;

type OptimizeInput = {
  id: string;
  dryRun: boolean;
  /** Daily budgets, cents by ad set, that a person has chosen in place of the planned ones. What is expected stays what the plan expects. */
  chosen?: ChosenBudgets | undefined;
};

/**
 * Moves money among a campaign's channels towards where most conversions are expected, at most a fifth of each budget and once in a learning
 * window; the sum never grows. A dry run says what would be done and why.
 * @throws RapportError not_found; conflict when a budget that was chosen is beyond its step, or the chosen ones are more together
 */
export async function optimizeCampaign(ctx: Context, input: OptimizeInput): Promise<Optimization> {
  await ctx.jobs.prepare([platformActionsSend]);
  return withCampaign(ctx, input.id, async (locked) => {
    const { tx, campaign } = locked;
    const note = await reasonToWait(locked);
    const running = locked.adSets.filter(({ state }) => state === "running");
    const results = await listResultRows(tx, { projectId: ctx.projectId, id: campaign.id });
    const planned = note === null ? planMoves(running, results) : [];
    const moves = input.chosen ? takeChosen(planned, input.chosen) : planned;
    const sum = (key: "expectedBefore" | "expectedAfter") => moves.reduce((all, move) => all + move[key], 0);
    const found = { moves, expectedBefore: sum("expectedBefore"), expectedAfter: sum("expectedAfter") };
    const changed = moves.filter(({ fromCents, toCents }) => fromCents !== toCents);
    if (note !== null || changed.length === 0) {
      return { ...found, note: note ?? "The money lies where most is expected of it", applied: false };
    }
    if (!input.dryRun) await applyMoves(locked, changed);
    return { ...found, note: null, applied: !input.dryRun };
  });
}

/** The planned moves with the budgets that were chosen, where these keep to the bounds of planned ones. */
function takeChosen(planned: readonly BudgetMove[], chosen: ChosenBudgets): BudgetMove[] {
  const problem = findChosenProblem(planned, chosen);
  if (problem) throw new RapportError("conflict", problem);
  return planned.map((move) => {
    const toCents = chosen[move.adSetId] ?? move.toCents;
    if (toCents === move.toCents) return move;
    return { ...move, toCents, why: `A person chose it in place of ${(move.toCents / 100).toFixed(2)} a day` };
  });
}

/** Why nothing may be changed now; null where something may. */
async function reasonToWait({ ctx, tx, budget, campaign, adSets }: LockedCampaign): Promise<string | null> {
  if (budget.stoppedAt) return "All spending of the project is stopped";
  if (campaign.state !== "running") return `The campaign is ${campaign.state}; only a running one is optimised`;
  const running = adSets.filter(({ state }) => state === "running");
  if (running.length < 2) return "There is only one channel to spend on";
  const open = await lockOpenActions(tx, { projectId: ctx.projectId, campaignId: campaign.id });
  if (open.length > 0) return "Earlier changes are still under way";
  const last = Math.max(...running.map(({ budgetChangedAt }) => budgetChangedAt?.getTime() ?? 0));
  const nextMs = last + campaign.learningDays * DAY_MS;
  if (ctx.now() < nextMs) return `Platforms are learning until ${new Date(nextMs).toISOString().slice(0, 10)}`;
  return null;
}

function planMoves(adSets: readonly AdSetRow[], results: readonly CampaignResultRow[]): BudgetMove[] {
  const arms = budgetArms(adSets, results);
  const planned = planBudget(arms, { stepShare: BUDGET_STEP_SHARE, ...SHARES });
  const spends = roundDown(
    planned.map(({ spend }) => spend),
    adSets.map(({ dailyBudgetCents }) => dailyBudgetCents),
  );
  return adSets.flatMap((adSet, index) => {
    const arm = planned[index];
    const toCents = spends[index];
    if (!arm || toCents === undefined) return [];
    const { id: adSetId, platform, placement, dailyBudgetCents: fromCents } = adSet;
    const { expectedBefore, expectedAfter } = arm;
    const move = { adSetId, platform, placement, fromCents, toCents, expectedBefore, expectedAfter };
    return [{ ...move, why: describeMove(move, { days: arms[index]?.days.length ?? 0, lesson: arm.lesson }) }];
  });
}

/** Whole cents within the step, their sum not above what it was. */
function roundDown(spends: readonly number[], before: readonly number[]): number[] {
  return spends.map((spend, index) => {
    const { min, max } = stepBounds(before[index] ?? 0);
    return Math.min(max, Math.max(min, Math.floor(spend + 1e-6)));
  });
}

/** Asks for what is lowered; what is raised waits for it. */
async function applyMoves(locked: LockedCampaign, moves: readonly BudgetMove[]): Promise<void> {
  const { ctx, tx, campaign, adSets } = locked;
  const { projectId } = ctx;
  const day = utcDay(ctx.now());
  const key = `move ${day}`;
  await insertBudgetMoves(
    tx,
    moves.map(({ adSetId, fromCents, toCents, why }) => {
      const state = toCents > fromCents ? ("waiting" as const) : ("asked" as const);
      return { projectId, campaignId: campaign.id, adSetId, day, fromCents, toCents, why, state };
    }),
  );
  for (const { adSetId, fromCents, toCents, why } of moves) {
    const adSet = adSets.find(({ id }) => id === adSetId);
    if (!adSet || toCents > fromCents) continue;
    await requestAction(ctx, tx, adSet, { kind: "set-budget", dailyBudgetCents: toCents, reason: why, key });
  }
  await goOnMoving(locked);
}
