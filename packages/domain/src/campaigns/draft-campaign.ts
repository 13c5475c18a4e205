import { createHash } from "node:crypto";
import type { Campaign, PutCampaign } from "@rapport/contracts/campaigns";
import { putCampaignSchema } from "@rapport/contracts/campaigns";
import type { CatalogItem } from "@rapport/contracts/catalog";
import type { ContentPiece } from "@rapport/contracts/content";
import type { CoordinatorInput } from "@rapport/contracts/coordinator";
import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import { findCampaign } from "@rapport/store/queries/campaigns";
import { getBudget } from "../budgets/get-budget.ts";
import type { Context } from "../context.ts";
import { onCampaignClock } from "./campaign-clock.ts";
import { createCampaign } from "./create-campaign.ts";
import { creativesOf, textChannelOf } from "./creatives-of.ts";
import type { Audience } from "./find-audience.ts";
import { getCampaign } from "./get-campaign.ts";

const DAY_MS = 86_400_000;
/** Share of the budget that daily budgets are made of: a raise has to fit below the cap beside what was lowered today. */
const PLANNED_SHARE = 0.9;
/** The sandbox's crowd is the audience, and never fewer: platforms find people like them besides. */
const LEAST_REACH = 2_000;

export type DraftInput = {
  /** The same key is the same campaign, however often it is drafted. */
  key: string;
  wish: CoordinatorInput;
  audience: Audience;
  item: Pick<CatalogItem, "name" | "url">;
  pieces: readonly ContentPiece[];
};

/** Drafts a campaign from what was found and written. @throws RapportError invalid_body naming what is missing */
export async function draftCampaign(ctx: Context, input: DraftInput): Promise<Campaign> {
  const id = idOf(input.key);
  if (await findCampaign(ctx.store.db, { projectId: ctx.projectId, id })) return getCampaign(ctx, { id });
  return createCampaign(ctx, { ...(await planCampaign(ctx, input)), id });
}

async function planCampaign(ctx: Context, { wish, audience, item, pieces }: DraftInput): Promise<PutCampaign> {
  const { channels: wanted, days, budgetCents } = wish;
  const written = wanted
    .map((channel) => {
      const piece = pieces.find(({ channel: texts }) => texts === textChannelOf(channel));
      return { ...channel, creatives: piece ? creativesOf(piece) : [] };
    })
    .filter(({ creatives }) => creatives.length > 0);
  if (written.length === 0) throw new RapportError("conflict", "No text that was written passed the checks");
  const dailyBudgetCents = Math.floor((budgetCents * PLANNED_SHARE) / days / written.length);
  const { now } = await onCampaignClock(ctx, { channels: written.map((one) => ({ ...one, dailyBudgetCents })) });
  const dayOf = (offset: number) => new Date(now() + offset * DAY_MS).toISOString().slice(0, 10);
  return putCampaignSchema.parse({
    name: wish.name ?? `${item.name}: ${audience.name}`.slice(0, 80),
    audienceSegmentId: audience.segmentId,
    holdout: wish.holdout,
    conversionEvent: wish.conversionEvent,
    targeting: { countries: wish.countries, reach: Math.max(LEAST_REACH, audience.people) },
    landingUrl: landingUrlOf(wish, item),
    budgetCents,
    currency: wish.currency ?? (await getBudget(ctx)).currency,
    startsOn: dayOf(0),
    endsOn: dayOf(days - 1),
    learningDays: wish.learningDays,
    mayMoveBudget: wish.mayMoveBudget,
    channels: written.map((channel) => ({ ...channel, dailyBudgetCents })),
  });
}

function landingUrlOf({ landingUrl, siteUrl }: CoordinatorInput, { url }: DraftInput["item"]): string {
  if (landingUrl !== undefined) return landingUrl;
  if (url !== null && URL.canParse(url, siteUrl)) return new URL(url, siteUrl).href;
  const message = "Say where the ads lead: the item has no whole address";
  throw new RapportError("invalid_body", `/landingUrl: ${message}`, { fields: [{ pointer: "/landingUrl", message }] });
}

/** An id that follows from the key alone. */
function idOf(key: string): string {
  const bytes = createHash("sha256").update(key).digest();
  return newId("campaign", bytes.readUIntBE(0, 5), bytes.subarray(6, 16));
}
