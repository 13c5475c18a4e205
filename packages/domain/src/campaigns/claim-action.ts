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
    const due = await readDue(ctx, tx, sandboxNow);
    const action = await claimPlatformAction(tx, { ...due, claimedUntil: new Date(due.now.getTime() + HOLD_MS) });
    if (!action) return undefined;
    const adSet = await findAdSet(tx, { projectId, id: action.adSetId });
    const campaign = await findCampaign(tx, { projectId, id: action.campaignId });
    if (!adSet || !campaign) throw new Error(`The act ${action.id} belongs to no campaign`);
    return { action, adSet, campaign, wasSent: action.state !== "pending" };
  });
}

/** By what it is said which acts of a project are due. */
export async function readDue(ctx: Context, db: Database = ctx.store.db, clock?: () => number) {
  const { projectId } = ctx;
  const sandboxNow = clock ?? (await readSandboxClock(ctx));
  const onlyPauses = await isStopped(db, projectId);
  return { projectId, now: new Date(ctx.now()), sandboxNow: new Date(sandboxNow()), onlyPauses };
}

/** Whether spending is stopped, or the agents of the project: both hold up all but pauses, whoever asked for them. */
export async function isStopped(db: Database, projectId: string): Promise<boolean> {
  if ((await findBudget(db, projectId))?.stoppedAt) return true;
  return (await getStopRow(db, projectId)) !== undefined;
}
