import { settleDays } from "@rapport/engine/budget/spend-ledger";
import type { PlatformFailure } from "@rapport/ports/ad-platform";
import { listBudgetDays, putPromises } from "@rapport/store/queries/budgets";
import type { PlatformObjectRow } from "@rapport/store/queries/campaigns";
import { listAdSetRows, putPlatformObjects, updateAdSet } from "@rapport/store/queries/campaigns";
import type { PlatformActionRow } from "@rapport/store/queries/platform-actions";
import { lockOpenActions, updatePlatformAction } from "@rapport/store/queries/platform-actions";
import { remainingDays } from "../budgets/promise-spend.ts";
import { utcDay } from "../budgets/utc-day.ts";
import type { Context } from "../context.ts";
import type { Claim } from "./claim-action.ts";
import { goOnMoving } from "./go-on-moving.ts";
import { moveCampaign } from "./move-campaign.ts";
import type { Performed } from "./perform-action.ts";
import { settleCreatives } from "./renewed-creative.ts";
import type { LockedCampaign } from "./with-campaign.ts";
import { withCampaign } from "./with-campaign.ts";

/** Times that an act is tried; the pauses between them add up to about a day. */
const MAX_ATTEMPTS = 20;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 2 * 3_600_000;

/** Writes down how an act went, in one transaction; what another worker has taken over since is left to that one. */
export async function settleAction(ctx: Context, claim: Claim, performed: Performed): Promise<void> {
  await withCampaign(ctx, claim.campaign.id, async (locked) => {
    const { tx } = locked;
    const settledAt = new Date(ctx.now());
    if (!performed.ok && !isFinal(performed.failure, claim.action)) {
      await updatePlatformAction(tx, claim.action, putOff(ctx, claim.action, performed.failure));
      return;
    }
    const change = performed.ok
      ? { state: "confirmed" as const, error: null, settledAt, claimedUntil: null }
      : { state: "failed" as const, error: performed.failure.message, settledAt, claimedUntil: null };
    if (!(await updatePlatformAction(tx, claim.action, change))) return;
    if (performed.ok) await keepObjects(ctx, locked, claim, performed.objects);
    await noteAdSet(locked, claim, performed.ok);
    await noteDeployment(locked);
    await goOnMoving(locked);
  });
}

function isFinal({ kind }: PlatformFailure, { attempts }: PlatformActionRow): boolean {
  if (kind === "stopped") return false;
  const mayHelp = kind === "retry-after" || kind === "refresh-token" || kind === "outcome-unknown";
  return !mayHelp || attempts >= MAX_ATTEMPTS;
}

function putOff(ctx: Context, { attempts }: PlatformActionRow, failure: PlatformFailure) {
  const backoff = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1));
  // Half of the pause is drawn, so that what failed together does not come back together.
  const drawn = backoff * (0.5 + (ctx.randomBytes(1)[0] ?? 0) / 512);
  const pauseMs = "retryAfterMs" in failure ? Math.max(failure.retryAfterMs, drawn) : drawn;
  const state = failure.kind === "outcome-unknown" ? ("outcome-unknown" as const) : ("pending" as const);
  return { state, error: failure.message, runAt: new Date(ctx.now() + pauseMs), claimedUntil: null };
}

type Objects = Extract<Performed, { ok: true }>["objects"];

async function keepObjects(ctx: Context, { tx }: LockedCampaign, { adSet }: Claim, objects: Objects): Promise<void> {
  const rows: PlatformObjectRow[] = objects.map(({ tag, kind, id, name, status, dailyBudgetCents }) => ({
    projectId: ctx.projectId,
    tag,
    adSetId: adSet.id,
    kind,
    platformId: id,
    name,
    status,
    dailyBudgetCents,
    readAt: new Date(ctx.now()),
  }));
  await putPlatformObjects(tx, rows);
}

/** Brings the ad set and its ledger to what is certain now. */
async function noteAdSet({ ctx, tx, campaign, adSets }: LockedCampaign, claim: Claim, isDone: boolean): Promise<void> {
  const { action, adSet } = claim;
  const { projectId } = ctx;
  const place = { projectId, id: adSet.id };
  const now = new Date(ctx.now());
  if (action.kind === "create") {
    await updateAdSet(tx, place, { state: isDone ? "paused" : "failed" });
    return;
  }
  if (action.kind === "update-creative") {
    const { creatives = [] } = adSets.find(({ id }) => id === adSet.id) ?? {};
    await updateAdSet(tx, place, { creatives: settleCreatives(creatives, action.tag, isDone) });
    return;
  }
  const dailyCents = isDone ? (action.dailyBudgetCents ?? 0) : adSet.state === "running" ? adSet.dailyBudgetCents : 0;
  if (isDone && action.kind === "pause") await updateAdSet(tx, place, { state: "paused" });
  if (action.kind === "activate") await updateAdSet(tx, place, { state: isDone ? "running" : "failed" });
  if (isDone && action.kind === "set-budget") {
    await updateAdSet(tx, place, { dailyBudgetCents: dailyCents, budgetChangedAt: now });
  }
  // A pause that failed stopped nothing: what was promised stays promised.
  if (!isDone && action.kind === "pause") return;
  const today = utcDay(ctx.now());
  const days = await listBudgetDays(tx, { projectId, adSetId: adSet.id });
  const before = new Map(days.map(({ day, promisedCents }) => [day, promisedCents]));
  const plan = { ...remainingDays(campaign, today), dailyCents, today };
  await putPromises(tx, { projectId, campaignId: campaign.id, adSetId: adSet.id }, settleDays(before, plan));
}

/** Once nothing of a deployment is open, the campaign runs, or is paused because nothing of it does. */
async function noteDeployment({ ctx, tx, campaign }: LockedCampaign): Promise<void> {
  if (campaign.state !== "deploying") return;
  const { projectId, id } = campaign;
  const open = await lockOpenActions(tx, { projectId, campaignId: id });
  if (open.length > 0) return;
  const adSets = await listAdSetRows(tx, { projectId, id });
  const failedOn = adSets.filter(({ state }) => state === "failed").map(({ platform }) => platform);
  const isRunning = adSets.some(({ state }) => state === "running");
  const reason = failedOn.length === 0 ? "Deployed" : `Could not be deployed on ${failedOn.join(", ")}`;
  await moveCampaign(ctx, tx, campaign, { to: isRunning ? "running" : "paused", reason });
}
