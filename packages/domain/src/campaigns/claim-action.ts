import type { Database } from "@rapport/store/database";
import { getStopRow } from "@rapport/store/queries/agent-stops";
import { findBudget } from "@rapport/store/queries/budgets";
import type { AdSetRow, CampaignRow } from "@rapport/store/queries/campaigns";
import { findAdSet, findCampaign } from "@rapport/store/queries/campaigns";
import type { PlatformActionRow } from "@rapport/store/queries/platform-actions";
import { claimPlatformAction } from "@rapport/store/queries/platform-actions";
import type { Context } from "../context.ts";
import { readSandboxClock } from "./campaign-clock.ts";

/** How long a worker may hold an act; its permit ends then, so that nothing of it is sent once another worker has it. */
const HOLD_MS = 120_000;

/** An act that this worker alone may send now. `wasSent`: an earlier attempt may have reached the platform. */
export type Claim = { action: PlatformActionRow; adSet: AdSetRow; campaign: CampaignRow; wasSent: boolean };

/** Takes the next act that is due; while the project is stopped, only a pause. */
export async function claimAction(ctx: Context): Promise<Claim | undefined> {
  const { store, projectId } = ctx;
  const sandboxNow = await readSandboxClock(ctx);
  return store.withTransaction(async (tx) => {
    const nowMs = ctx.now();
    const action = await claimPlatformAction(tx, {
      projectId,
      now: new Date(nowMs),
      sandboxNow: new Date(sandboxNow()),
      claimedUntil: new Date(nowMs + HOLD_MS),
      onlyPauses: await isStopped(tx, projectId),
    });
    if (!action) return undefined;
    const adSet = await findAdSet(tx, { projectId, id: action.adSetId });
    const campaign = await findCampaign(tx, { projectId, id: action.campaignId });
    if (!adSet || !campaign) throw new Error(`The act ${action.id} belongs to no campaign`);
    return { action, adSet, campaign, wasSent: action.state !== "pending" };
  });
}

/** Whether spending is stopped, or the agents of the project: both hold up all but pauses, whoever asked for them. */
export async function isStopped(db: Database, projectId: string): Promise<boolean> {
  if ((await findBudget(db, projectId))?.stoppedAt) return true;
  return (await getStopRow(db, projectId)) !== undefined;
}
