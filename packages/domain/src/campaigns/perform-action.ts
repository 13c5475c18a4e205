import type { AdObject, AdObjectKind, AdStatus } from "@rapport/contracts/ad-platforms";
import type { AdPlatform, PlatformAnswer, PlatformFailure } from "@rapport/ports/ad-platform";
import { issuePermit } from "@rapport/ports/permit-office";
import type { Context } from "../context.ts";
import type { Claim } from "./claim-action.ts";
import { isStopped } from "./claim-action.ts";
import { toCampaignPlan } from "./plan-ad-sets.ts";
import { withTexts } from "./renewed-creative.ts";

/** How an act went: what is on the platform now, read back after it, or why it did not happen. */
export type Performed = { ok: true; objects: AdObject[] } | { ok: false; failure: PlatformFailure };

/** Ads before their ad set before their campaign: nothing runs before all is in place. */
const STARTING_ORDER: readonly AdObjectKind[] = ["ad", "ad-set", "campaign"];

/**
 * Sends one act and reads back what became of it. An act that an earlier attempt may have sent is looked for first and not sent again when it
 * is there; one that the platform confirmed but does not show has an unknown outcome.
 */
export async function performAction(ctx: Context, claim: Claim): Promise<Performed> {
  const platform = await ctx.adPlatforms.open(ctx.projectId, claim.action.platform);
  if (!platform) return failed({ kind: "disconnected", message: `No ${claim.action.platform} account is connected` });
  const seen = await platform.findByTag(claim.adSet.campaignTag);
  if (!seen.ok) return failed(seen.failure);
  // Texts are not read back: those are sent again, which says what shall be shown and not what shall change.
  if (claim.action.kind !== "update-creative" && isDone(claim, seen.value)) return { ok: true, objects: seen.value };
  if (claim.action.kind !== "create" && seen.value.length === 0) {
    return failed({ kind: "bad-request", message: "Nothing is left of it on the platform", fields: [] });
  }
  const sent = await send(ctx, platform, claim, seen.value);
  if (!sent.ok) return failed(sent.failure);
  const after = await platform.findByTag(claim.adSet.campaignTag);
  if (!after.ok) return failed({ kind: "outcome-unknown", message: `Not read back: ${after.failure.message}` });
  if (isDone(claim, after.value)) return { ok: true, objects: after.value };
  return failed({ kind: "outcome-unknown", message: "The platform confirmed it and does not show it" });
}

async function send(
  ctx: Context,
  platform: AdPlatform,
  claim: Claim,
  seen: readonly AdObject[],
): Promise<PlatformAnswer<unknown>> {
  const { action, adSet, campaign } = claim;
  const permit = permitsOf(ctx, claim);
  const dailyBudgetCents = action.dailyBudgetCents ?? 0;
  switch (action.kind) {
    case "create": {
      const terms = { action: "create", tag: adSet.campaignTag, dailyBudgetCents } as const;
      return platform.createCampaign(permit(terms), toCampaignPlan(campaign, adSet));
    }
    case "set-budget":
      return setBudget(platform, permit, seen, dailyBudgetCents);
    case "update-creative":
      return updateCreative(platform, permit, claim, seen);
    case "pause":
      return setStatuses(platform, permit, ofKind(seen, "campaign"), "paused");
    case "activate": {
      // What was promised is what it may spend, whoever changed it on the platform since.
      const held = await setBudget(platform, permit, seen, dailyBudgetCents);
      if (!held.ok) return held;
      return setStatuses(
        platform,
        permit,
        STARTING_ORDER.flatMap((kind) => ofKind(seen, kind)),
        "active",
      );
    }
  }
}

type Permits = (
  terms: Pick<Parameters<typeof issuePermit>[0], "action" | "tag" | "dailyBudgetCents">,
) => ReturnType<typeof issuePermit>;

/** Caps were checked when the act was written; the kill switch is read again before each request. */
function permitsOf(ctx: Context, { action }: Claim): Permits {
  const { projectId, store, now } = ctx;
  return (terms) =>
    issuePermit(
      {
        ...terms,
        projectId,
        expiresAtMs: action.claimedUntil?.getTime() ?? now(),
        isStopped: () => (action.kind === "pause" ? false : isStopped(store.db, projectId)),
      },
      now,
    );
}

async function setBudget(
  platform: AdPlatform,
  permit: Permits,
  seen: readonly AdObject[],
  dailyBudgetCents: number,
): Promise<PlatformAnswer<unknown>> {
  for (const object of ofKind(seen, "ad-set")) {
    if (object.dailyBudgetCents === dailyBudgetCents) continue;
    const terms = { action: "set-budget", tag: object.tag, dailyBudgetCents } as const;
    const answer = await platform.setBudget(permit(terms), { object, dailyBudgetCents });
    if (!answer.ok) return answer;
  }
  return { ok: true, value: undefined };
}

async function updateCreative(
  platform: AdPlatform,
  permit: Permits,
  { action, adSet, campaign }: Claim,
  seen: readonly AdObject[],
): Promise<PlatformAnswer<unknown>> {
  const object = seen.find(({ tag }) => tag === action.tag);
  const kept = adSet.creatives.find(({ tag }) => tag === action.tag);
  if (!object || !kept?.next) {
    return { ok: false, failure: { kind: "bad-request", message: "The ad is not there any more", fields: [] } };
  }
  const { tag, ...texts } = kept.next;
  const creative = { ...withTexts(kept, texts), url: kept.url ?? campaign.landingUrl };
  const terms = { action: "update-creative", tag: object.tag, dailyBudgetCents: 0 } as const;
  return platform.updateCreative(permit(terms), { object, tag, creative });
}

async function setStatuses(
  platform: AdPlatform,
  permit: Permits,
  objects: readonly AdObject[],
  status: AdStatus,
): Promise<PlatformAnswer<unknown>> {
  for (const object of objects) {
    if (object.status === status) continue;
    const terms = { action: "set-status", tag: object.tag, dailyBudgetCents: 0 } as const;
    const answer = await platform.setStatus(permit(terms), { object, status });
    if (!answer.ok) return answer;
  }
  return { ok: true, value: undefined };
}

/** Whether what is on the platform is what the act was to bring about. */
function isDone({ action, adSet }: Claim, seen: readonly AdObject[]): boolean {
  const tags = [adSet.campaignTag, adSet.tag, ...adSet.creatives.map(({ tag }) => tag)];
  const isWhole = tags.every((tag) => seen.some((object) => object.tag === tag));
  const hasBudget = ofKind(seen, "ad-set").every((object) => object.dailyBudgetCents === action.dailyBudgetCents);
  switch (action.kind) {
    case "create":
      return isWhole;
    case "set-budget":
      return seen.length > 0 && hasBudget;
    case "update-creative":
      return seen.some(({ tag }) => tag === action.tag);
    case "pause":
      return seen.length > 0 && ofKind(seen, "campaign").every(({ status }) => status === "paused");
    case "activate":
      return isWhole && hasBudget && seen.every(({ status }) => status === "active");
  }
}

function ofKind(objects: readonly AdObject[], kind: AdObjectKind): AdObject[] {
  return objects.filter((object) => object.kind === kind);
}

function failed(failure: PlatformFailure): Performed {
  return { ok: false, failure };
}
