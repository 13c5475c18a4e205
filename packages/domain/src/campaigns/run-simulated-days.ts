import { setTimeout as sleep } from "node:timers/promises";
import { seedOf } from "@rapport/engine/ad-simulator/market";
import { simulateOrders } from "@rapport/engine/ad-simulator/simulate-orders";
import { findCampaign, listResultRows } from "@rapport/store/queries/campaigns";
import { hasDueSandboxActions } from "@rapport/store/queries/platform-actions";
import { listAudienceRows, putSimulatedOrders } from "@rapport/store/queries/simulated-orders";
import { utcDay } from "../budgets/utc-day.ts";
import type { Context } from "../context.ts";
import { readDue } from "./claim-action.ts";
import { readResults } from "./read-results.ts";
import { sendActions } from "./send-actions.ts";
import { requireCampaign } from "./with-campaign.ts";

const DAY_MS = 86_400_000;
const WAIT_MS = 3_000;
const LOOK_MS = 25;

export type SimulatedDays = {
  id: string;
  untilMs: number;
  /** How long acts are waited for that another worker holds. */
  waitMs?: number;
};

/**
 * Lets simulated days pass on a campaign that runs in the sandbox alone, until a time (ms): auctions are held, acts that were asked for are
 * sent on their day, figures are read, people order. Repeating it changes nothing. Answers whether they have passed: a day does not while
 * another worker holds an act of it, be it one that was killed, so that what comes of a campaign does not hang on who was when at work.
 * @throws RapportError not_found
 */
export async function runSimulatedDays(ctx: Context, input: SimulatedDays): Promise<boolean> {
  const { id, untilMs, waitMs = WAIT_MS } = input;
  const sandbox = ctx.adPlatforms.sandbox(ctx.projectId);
  for (;;) {
    if (!(await settleDay(ctx, waitMs))) return false;
    const atMs = await sandbox.now();
    if (atMs >= untilMs) break;
    await sandbox.advanceTo(Math.min(untilMs, (Math.floor(atMs / DAY_MS) + 1) * DAY_MS));
  }
  await readResults(ctx, { id });
  await noteSimulatedOrders(ctx, id);
  return true;
}

/** Sends what is due; answers whether all of it is settled, having waited a little for what others hold. */
async function settleDay(ctx: Context, waitMs: number): Promise<boolean> {
  for (const until = performance.now() + waitMs; ; await sleep(LOOK_MS)) {
    await sendActions(ctx);
    if (!(await hasDueSandboxActions(ctx.store.db, await readDue(ctx)))) return true;
    if (performance.now() >= until) return false;
  }
}

/** Whoever is in the audience of a simulated campaign orders in the simulation alone, beside their profile. */
async function noteSimulatedOrders(ctx: Context, id: string): Promise<void> {
  const { store, projectId } = ctx;
  const place = { projectId, id };
  const { startsOn } = requireCampaign(await findCampaign(store.db, place), id);
  const people = await listAudienceRows(store.db, place);
  if (people.length === 0) return;
  const claimed = new Map<number, number>();
  for (const { day, conversions } of await listResultRows(store.db, place)) {
    const at = utcDay(Date.parse(day));
    claimed.set(at, (claimed.get(at) ?? 0) + conversions);
  }
  const from = utcDay(Date.parse(startsOn));
  const until = utcDay(await ctx.adPlatforms.sandbox(projectId).now());
  const days = Array.from({ length: Math.max(0, until - from) }, (_, at) => {
    return { day: from + at, claimed: claimed.get(from + at) ?? 0 };
  });
  const orders = simulateOrders({
    seed: seedOf(projectId, id),
    people: people.map(({ profileId, isHeldOut }) => ({ id: profileId, isHeldOut })),
    days,
  });
  const rows = [...orders].map(([profileId, day]) => {
    return { profileId, day: new Date(day * DAY_MS).toISOString().slice(0, 10) };
  });
  await putSimulatedOrders(store.db, place, rows);
}
