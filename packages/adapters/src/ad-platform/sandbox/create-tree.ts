import type { AdObjectKind, AdSetPlan, CampaignPlan } from "@rapport/contracts/ad-platforms";
import { nameWithTag } from "@rapport/ports/ad-tag";
import type { SandboxObject, SandboxState } from "./sandbox-state.ts";

const NAME_LENGTH = 200;

/** Part of an object that its kind decides. */
type Part = Partial<Pick<SandboxObject, "dailyBudgetCents" | "targeting" | "creative" | "terms">>;

/**
 * Adds what of a plan is not there yet, paused, and answers all objects of it, the campaign first.
 * @param max objects that are made before it stops, as a fault in the middle would have it
 */
export function createTree(state: SandboxState, plan: CampaignPlan, max = Number.POSITIVE_INFINITY): SandboxObject[] {
  let left = max;
  const ensure = (
    kind: AdObjectKind,
    { tag, name }: { tag: string; name: string },
    parentId: string | null,
    part: Part,
  ) => {
    const found = state.objects.find((object) => object.tag === tag && object.status !== "removed");
    if (found) return found;
    if (left-- <= 0) return undefined;
    const made: SandboxObject = {
      ...{
        kind,
        tag,
        parentId,
        status: "paused",
        dailyBudgetCents: null,
        targeting: null,
        creative: null,
        terms: null,
      },
      id: `${kind}-${state.nextId++}`,
      name: nameWithTag(name, tag, NAME_LENGTH),
      ...part,
    };
    state.objects.push(made);
    return made;
  };
  const { objective, startsOn, endsOn = null, totalBudgetCents = null, adSets } = plan;
  const campaign = ensure("campaign", plan, null, { terms: { objective, startsOn, endsOn, totalBudgetCents } });
  if (!campaign) return [];
  const below = ({ ads, dailyBudgetCents, targeting, ...named }: AdSetPlan) => {
    const adSet = ensure("ad-set", named, campaign.id, { dailyBudgetCents, targeting });
    return adSet ? [adSet, ...ads.map((ad) => ensure("ad", ad, adSet.id, { creative: ad.creative }))] : [];
  };
  return [campaign, ...adSets.flatMap(below)].filter((made) => made !== undefined);
}
