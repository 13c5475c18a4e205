import type { CampaignState } from "@rapport/contracts/campaigns";
import { RapportError } from "@rapport/contracts/errors";
import type { Database } from "@rapport/store/database";
import type { CampaignRow } from "@rapport/store/queries/campaigns";
import { insertTransition, updateCampaign } from "@rapport/store/queries/campaigns";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";

/** Where a campaign may go from each state. Spending begins in `deploying` alone, and only an approval leads there first. */
const NEXT: Record<CampaignState, readonly CampaignState[]> = {
  draft: ["proposed"],
  proposed: ["approved", "draft"],
  approved: ["deploying", "ended"],
  deploying: ["running", "paused", "ended"],
  running: ["paused", "ended"],
  paused: ["deploying", "ended"],
  ended: [],
};

/** Whether a campaign may go from one state to another. */
function mayMove(from: CampaignState, to: CampaignState): boolean {
  return NEXT[from].includes(to);
}

/**
 * Moves a locked campaign and notes who did it and why.
 * @throws RapportError conflict when its state does not allow that
 */
export async function moveCampaign(
  ctx: Context,
  tx: Database,
  campaign: CampaignRow,
  { to, reason }: { to: CampaignState; reason: string },
): Promise<CampaignRow> {
  const { projectId, id, state } = campaign;
  if (!mayMove(state, to)) {
    const ways = NEXT[state].length === 0 ? "it stays so" : `it can become ${NEXT[state].join(" or ")}`;
    throw new RapportError("conflict", `The campaign is ${state} and cannot become ${to}; ${ways}`);
  }
  const at = new Date(ctx.now());
  await updateCampaign(tx, { projectId, id }, { state: to, reason });
  const actor = nameActor(ctx.actor);
  await insertTransition(tx, { projectId, campaignId: id, fromState: state, toState: to, reason, actor, at });
  return { ...campaign, state: to, reason };
}
