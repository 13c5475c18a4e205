import type { Campaign } from "@rapport/contracts/campaigns";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { endCampaign } from "@rapport/domain/campaigns/pause-campaign";
import { runSimulatedDays } from "@rapport/domain/campaigns/run-simulated-days";
import { restUntil } from "../../runtime/rest-until.ts";
import type { GraphDeps } from "../agent-graph.ts";
import type { Plan } from "./state.ts";

const DAY_MS = 86_400_000;
const FIRST_REST_MS = 2_000;
const LONGEST_REST_MS = 3_600_000;
/** Simulated days behind the last one, in which late conversions arrive. */
const AFTERMATH_DAYS = 4;

/** Looks whether everything stands on the platforms, later and later while it does not. */
export async function watchDeployment({ ctx }: GraphDeps, { campaignId, campaignState, looks }: Plan) {
  if (campaignState === "deploying") restUntil(ctx.now() + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** looks));
  const { state } = await getCampaign(ctx, { id: campaignId });
  return { campaignState: state, looks: looks + 1 };
}

/** Lets the days of one round pass: real ones by resting, of a campaign in the sandbox alone simulated ones, at once. */
export async function passDays(deps: GraphDeps, { campaignId, round, learningDays }: Plan) {
  const campaign = await getCampaign(deps.ctx, { id: campaignId });
  const endMs = Date.parse(campaign.endsOn) + DAY_MS;
  const untilMs = Math.min(endMs, Date.parse(campaign.startsOn) + (round + 1) * learningDays * DAY_MS);
  if (isInSandbox(campaign)) await passSimulatedDays(deps, { id: campaignId, untilMs });
  else restUntil(untilMs);
  return { round: round + 1, isOver: untilMs >= endMs };
}

/** Ends the campaign, and reads what still came of it. */
export async function finishCampaign(deps: GraphDeps, { campaignId }: Plan) {
  const { ctx } = deps;
  const before = await getCampaign(ctx, { id: campaignId });
  const { state } = await endCampaign(ctx, { id: campaignId, reason: `Its last day was ${before.endsOn}` });
  if (isInSandbox(before)) {
    const untilMs = Date.parse(before.endsOn) + (1 + AFTERMATH_DAYS) * DAY_MS;
    await passSimulatedDays(deps, { id: campaignId, untilMs });
  }
  return { campaignState: state };
}

/** Rests while another worker holds an act of the day, as one does that was killed in the midst of it. */
async function passSimulatedDays({ ctx }: GraphDeps, days: { id: string; untilMs: number }): Promise<void> {
  while (!(await runSimulatedDays(ctx, days))) restUntil(ctx.now() + FIRST_REST_MS);
}

function isInSandbox({ adSets }: Campaign): boolean {
  return adSets.every(({ platform }) => platform === "sandbox");
}
