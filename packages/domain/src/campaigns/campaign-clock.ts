import type { CampaignRow } from "@rapport/store/queries/campaigns";
import type { Context } from "../context.ts";

/** Whether nothing of a campaign runs outside of the sandbox: its days, its money and its people's purchases are simulated. */
export function isSimulated({ channels }: Pick<CampaignRow, "channels">): boolean {
  return channels.every(({ platform }) => platform === "sandbox");
}

/**
 * The context by whose clock a campaign's days are counted: of one that is simulated, the sandbox's, so that budgets, learning windows and
 * the end come when simulated days have passed. What workers hold and how long they wait is counted by the real one.
 */
export async function onCampaignClock(ctx: Context, campaign: Pick<CampaignRow, "channels">): Promise<Context> {
  return isSimulated(campaign) ? { ...ctx, now: await readSandboxClock(ctx) } : ctx;
}

/** The sandbox's time, which stands where it was moved to until the real one has caught up: what is due then is due at once. */
export async function readSandboxClock({ adPlatforms, projectId, now }: Context): Promise<() => number> {
  const movedToMs = await adPlatforms.sandbox(projectId).now();
  return () => Math.max(now(), movedToMs);
}
