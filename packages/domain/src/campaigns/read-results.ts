import type { ObjectRef } from "@rapport/ports/ad-platform";
import type { AdSetRow, CampaignRow } from "@rapport/store/queries/campaigns";
import { findCampaign, listAdSetRows, listCampaignRows, listPlatformObjects } from "@rapport/store/queries/campaigns";
import { z } from "zod";
import { utcDay } from "../budgets/utc-day.ts";
import type { Context } from "../context.ts";
import { defineJob } from "../jobs/define-job.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { onCampaignClock } from "./campaign-clock.ts";
import { optimizeCampaign } from "./optimize-campaign.ts";
import { endCampaign } from "./pause-campaign.ts";
import type { AdSetInsights } from "./record-results.ts";
import { recordResults } from "./record-results.ts";
import { requireCampaign } from "./with-campaign.ts";

/** Campaigns of a project that are looked at in one go. */
const MOST_CAMPAIGNS = 1_000;
/** Days after its last one that a campaign's figures are still read. */
const AFTERMATH_DAYS = 30;

/** Asks the platforms for the figures of all campaigns, ends those whose days are over, moves money where a policy allows it. */
const campaignResultsRead = defineJob({
  name: "campaign-results-read",
  input: z.object({}),
  cron: "17 * * * *",
  quiet: true,
});

export const handleCampaignResultsRead = handleJob(campaignResultsRead, async (ctx, job) => {
  const states = ["deploying", "running", "paused", "ended"] as const;
  const rows = await listCampaignRows(ctx.store.db, { projectId: ctx.projectId, limit: MOST_CAMPAIGNS, states });
  for (const row of rows) {
    if (job.signal.aborted) return;
    await tendCampaign(ctx, row);
  }
});

/** One round of looking after a campaign. */
async function tendCampaign(ctx: Context, campaign: CampaignRow): Promise<void> {
  const { id, endsOn, state, mayMoveBudget } = campaign;
  const age = utcDay((await onCampaignClock(ctx, campaign)).now()) - utcDay(Date.parse(endsOn));
  if (state === "ended" && age > AFTERMATH_DAYS) return;
  const anomaly = await readResults(ctx, { id });
  if (age > 0 && state !== "ended") await endCampaign(ctx, { id, reason: `Its last day was ${endsOn}` });
  else if (mayMoveBudget && state === "running" && anomaly === null) await optimizeCampaign(ctx, { id, dryRun: false });
}

/**
 * Asks the platforms what a campaign has brought. A platform that does not answer is left for the next time and logged; the others count.
 * Answers why the campaign was stopped, as `recordResults` does. @throws RapportError not_found
 */
export async function readResults(ctx: Context, { id }: { id: string }): Promise<string | null> {
  const { store, projectId } = ctx;
  const campaign = requireCampaign(await findCampaign(store.db, { projectId, id }), id);
  const adSets = await listAdSetRows(store.db, { projectId, id });
  const ids = adSets.map((adSet) => adSet.id);
  const objects = await listPlatformObjects(store.db, projectId, ids);
  const results: AdSetInsights[] = [];
  for (const adSet of adSets) {
    const object = objects.find(({ tag }) => tag === adSet.tag);
    if (!object) continue;
    const found = await readAdSet(ctx, campaign, adSet, { kind: "ad-set", id: object.platformId, tag: adSet.tag });
    if (found) results.push(found);
  }
  return recordResults(ctx, { id, results });
}

async function readAdSet(
  ctx: Context,
  { startsOn, endsOn }: CampaignRow,
  { id: adSetId, platform: name }: AdSetRow,
  object: ObjectRef,
): Promise<AdSetInsights | undefined> {
  const platform = await ctx.adPlatforms.open(ctx.projectId, name);
  const note = (why: string) => {
    ctx.log.warn("Figures of an ad set could not be read", { projectId: ctx.projectId, adSetId, why });
    return undefined;
  };
  if (!platform) return note("No account is connected");
  const answer = await platform.readInsights({ object, from: startsOn, to: endsOn, level: "ad-set" });
  if (!answer.ok) return note(answer.failure.message);
  const atMs = await clockOf(ctx, name);
  return { adSetId, insights: answer.value, finalThrough: utcDay(atMs) - platform.capabilities.settledAfterDays, atMs };
}

/** Simulated days are counted by the sandbox's own clock. */
async function clockOf(ctx: Context, name: AdSetRow["platform"]): Promise<number> {
  return name === "sandbox" ? ctx.adPlatforms.sandbox(ctx.projectId).now() : ctx.now();
}
