import { RapportError } from "@rapport/contracts/errors";
import type { Launch, LaunchKit } from "@rapport/contracts/launches";
import { findCampaign, listAdSetRows } from "@rapport/store/queries/campaigns";
import type { Context } from "../context.ts";
import { planAdSets, toCampaignPlan } from "./plan-ad-sets.ts";
import { requireCampaign } from "./with-campaign.ts";

/** A campaign's texts as a launch on Product Hunt needs them, each version once; a person launches by hand. @throws RapportError not_found */
export async function getLaunchKit(ctx: Context, { id }: { id: string }): Promise<{ data: LaunchKit[] }> {
  const { store, projectId, adPlatforms } = ctx;
  const campaign = requireCampaign(await findCampaign(store.db, { projectId, id }), id);
  const stored = await listAdSetRows(store.db, { projectId, id });
  const adSets = stored.length > 0 ? stored : planAdSets(campaign, () => "");
  const kits = adSets.flatMap((adSet) => adPlatforms.launches.toKit(toCampaignPlan(campaign, adSet)));
  return { data: [...new Map(kits.map((kit) => [JSON.stringify(kit), kit])).values()] };
}

/**
 * How a launch on Product Hunt does.
 * @throws RapportError not_found, also where no account is connected; conflict where its access was withdrawn; unavailable while Product Hunt does not answer
 */
export async function getLaunch(ctx: Context, { slug }: { slug: string }): Promise<Launch> {
  const watch = await ctx.adPlatforms.launches.open(ctx.projectId);
  if (!watch) throw new RapportError("not_found", "No account of Product Hunt is connected to this project");
  const answer = await watch.readLaunch(slug);
  if (!answer.ok) {
    const { kind, message } = answer.failure;
    throw new RapportError(kind === "disconnected" ? "conflict" : "unavailable", message);
  }
  if (!answer.value) throw new RapportError("not_found", `There is no launch ${slug} on Product Hunt`);
  return answer.value;
}
