import { readSandbox } from "@rapport/domain/ad-platforms/change-sandbox";
import { getRunDetail } from "@rapport/domain/agents/get-run";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { getCampaignMetrics } from "@rapport/domain/campaigns/get-campaign-metrics";
import { listPlatformActions } from "@rapport/domain/campaigns/list-platform-actions";
import { z } from "zod";
import type { Flow } from "./attend-flows.ts";
import { countRepeatedCalls } from "./instruments.ts";
import { compareOutcomes, readOutcome } from "./read-outcome.ts";

/** What became of one flow; all that is listed is wrong. */
export type FlowVerdict = {
  runId: string;
  lostApprovals: number;
  doubledMutations: number;
  /** Calls to the sandbox for what stood there already. */
  repeatedCalls: number;
  /** Where its end differs from the end that a flow has which nothing disturbs. */
  differences: string[];
};

const accountSchema = z.object({ objects: z.array(z.object({ kind: z.string(), tag: z.string() })) });
const resultSchema = z.object({ campaignId: z.string(), decision: z.string() });

/**
 * Holds a flow to the end that it has undisturbed: one approval, one campaign, each object once, ended, within its budget.
 * @param undisturbed outcome of the same flow in a world where nothing was killed
 */
export async function judgeFlow({ ctx, runId }: Flow, undisturbed: unknown): Promise<FlowVerdict> {
  const run = await getRunDetail(ctx, runId);
  const repeatedCalls = await countRepeatedCalls(ctx.store, ctx.projectId);
  const verdict: FlowVerdict = { runId, lostApprovals: 0, doubledMutations: 0, repeatedCalls, differences: [] };
  const expect = (what: string, is: unknown, should: unknown) => {
    if (is !== should) verdict.differences.push(`${what} is ${is}, not ${should}`);
  };
  const approved = run.approvals.filter(({ state }) => state === "approved").length;
  expect("the run's state", run.state, "completed");
  expect("the number of questions", run.approvals.length, 1);
  const result = resultSchema.safeParse(run.result);
  if (!result.success) return { ...verdict, lostApprovals: approved };
  const { campaignId } = result.data;
  const campaign = await getCampaign(ctx, { id: campaignId });
  const wasApproved = campaign.transitions.filter(({ to }) => to === "approved").length;
  verdict.lostApprovals = Math.max(0, approved - wasApproved);
  const account = accountSchema.parse(await readSandbox(ctx, ctx.projectId));
  const tags = account.objects.map(({ tag }) => tag);
  verdict.doubledMutations = tags.length - new Set(tags).size + Math.max(0, wasApproved - 1);
  const states = run.parts.map(({ graph, state }) => `${graph} ${state}`).join(", ");
  expect("the parts", states, PARTS);
  expect("the campaign's state", campaign.state, "ended");
  expect("the number of objects", tags.length, 3 * 5);
  const { data: actions } = await listPlatformActions(ctx, { id: campaignId });
  const ofKind = (kind: string) => actions.filter((action) => action.kind === kind).length;
  expect("creations asked for", ofKind("create"), 3);
  expect("acts under way", actions.filter(({ state }) => !["confirmed", "withdrawn"].includes(state)).length, 0);
  const { total, lift } = await getCampaignMetrics(ctx, { id: campaignId });
  expect("within the budget", total.spentCents > 0 && total.spentCents <= campaign.budgetCents, true);
  expect("people of the audience", (lift?.treated.people ?? 0) + (lift?.holdout.people ?? 0), 56);
  verdict.differences.push(...compareOutcomes(await readOutcome(ctx, runId), undisturbed));
  return verdict;
}

const PARTS = "content-creator completed, ad-manager completed, analytics completed, analytics completed";
