import { z } from "zod";
import type { AdPlatformName } from "./ad-platforms.ts";
import {
  AD_LIMITS,
  AD_OBJECT_KINDS,
  AD_OBJECTIVES,
  AD_STATUSES,
  creativeSchema,
  targetingSchema,
} from "./ad-platforms.ts";
import { centsSchema, currencySchema } from "./budgets.ts";
import { underperformerSchema, writtenReportSchema } from "./campaign-report.ts";

/** Platforms that a campaign can run on; `sandbox` is a simulated one that needs no account. */
export const CAMPAIGN_PLATFORMS = ["sandbox", "google-ads", "meta", "linkedin"] as const satisfies AdPlatformName[];
export type CampaignPlatform = (typeof CAMPAIGN_PLATFORMS)[number];

/**
 * A draft can be edited; a proposed campaign waits for an approval; an approved one for its deployment; deploying, its
 * objects are made on the platforms; running, it spends; paused, it may go on; ended, it never will.
 */
export const CAMPAIGN_STATES = ["draft", "proposed", "approved", "deploying", "running", "paused", "ended"] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

const CAMPAIGN_LIMITS = { channels: 8, variants: 10, days: 366, nameLength: 80 } as const;

const daySchema = z.iso.date("must be a UTC day such as 2026-03-01");
const urlSchema = z.url({ protocol: /^https?$/, error: "must be an http or https address" }).max(2_000);

/** One version of an ad: texts and picture. */
export const creativeVersionSchema = z.strictObject({
  ...creativeSchema.shape,
  /** Tells the versions of a channel apart: `A`, `B`, `C`. */
  variant: z.string().min(1).max(40),
  /** Where a click leads; the campaign's own address when absent. */
  url: urlSchema.optional(),
});
export type CreativeVersion = z.infer<typeof creativeVersionSchema>;

const channelSchema = z.strictObject({
  platform: z.enum(CAMPAIGN_PLATFORMS),
  /** Placement of the platform, such as `search` or `feed`; a channel is a platform and a placement. */
  placement: z
    .string()
    .max(40)
    .regex(/^[a-z0-9_-]+$/)
    .default("feed"),
  /** What this channel may spend a day at first. */
  dailyBudgetCents: z.number().int().min(1).max(AD_LIMITS.dailyBudgetCents),
  /** Versions of the ad; may be empty in a draft. */
  creatives: z.array(creativeVersionSchema).max(CAMPAIGN_LIMITS.variants).default([]),
});
export type Channel = z.infer<typeof channelSchema>;

/** Body of `POST /api/v1/campaigns/create` and, for a draft, of `PUT /api/v1/campaigns/{campaignId}`. */
export const putCampaignSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(CAMPAIGN_LIMITS.nameLength),
    objective: z.enum(AD_OBJECTIVES).default("sales"),
    /** Segment whose people are meant; null is everybody the platforms choose. */
    audienceSegmentId: z.string().max(64).nullable().default(null),
    /** Share of the audience that is kept from the ads, to compare with. */
    holdout: z.number().min(0).max(0.5).default(0.1),
    /** Track event that counts as a conversion. */
    conversionEvent: z.string().min(1).max(200).default("Order Completed"),
    /** Whom the platforms look for besides the audience. */
    targeting: targetingSchema,
    landingUrl: urlSchema,
    /** Most that the campaign may spend altogether. */
    budgetCents: centsSchema.min(1),
    currency: currencySchema,
    startsOn: daySchema,
    /** Last day on which it may spend. */
    endsOn: daySchema,
    /** Days between two changes of a budget, so that a platform can learn. */
    learningDays: z.number().int().min(1).max(30).default(3),
    /** Policy: the optimiser may move money among these channels by itself, in steps, never more in all. */
    mayMoveBudget: z.boolean().default(false),
    channels: z.array(channelSchema).min(1).max(CAMPAIGN_LIMITS.channels),
  })
  .superRefine((campaign, refinement) => {
    const { startsOn, endsOn, channels } = campaign;
    const days = (Date.parse(endsOn) - Date.parse(startsOn)) / 86_400_000 + 1;
    if (!(days >= 1 && days <= CAMPAIGN_LIMITS.days)) {
      const message = `must be 0 to ${CAMPAIGN_LIMITS.days - 1} days after startsOn`;
      refinement.addIssue({ code: "custom", path: ["endsOn"], message });
    }
    const names = channels.map(({ platform, placement }) => `${platform}/${placement}`);
    const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
    if (twice >= 0) {
      refinement.addIssue({ code: "custom", path: ["channels", twice], message: `${names[twice]} is there already` });
    }
  });
export type PutCampaign = z.infer<typeof putCampaignSchema>;

const AD_SET_STATES = ["planned", "paused", "running", "failed"] as const;

/** One channel of a campaign as it stands on its platform. */
const adSetSchema = z.object({
  id: z.string(),
  platform: z.enum(CAMPAIGN_PLATFORMS),
  placement: z.string(),
  /** Stands in the name of what is made on the platform. */
  tag: z.string(),
  /** What was made there, as it was last read back. */
  objects: z.array(
    z.object({
      kind: z.enum(AD_OBJECT_KINDS),
      tag: z.string(),
      platformId: z.string(),
      name: z.string(),
      status: z.enum(AD_STATUSES),
      readAt: z.string(),
    }),
  ),
  state: z.enum(AD_SET_STATES),
  /** What the platform has confirmed, or was asked for at first. */
  dailyBudgetCents: centsSchema,
  budgetChangedAt: z.string().nullable(),
  creatives: z.array(creativeVersionSchema.extend({ tag: z.string() })),
});
export type AdSet = z.infer<typeof adSetSchema>;

const transitionSchema = z.object({
  from: z.enum(CAMPAIGN_STATES),
  to: z.enum(CAMPAIGN_STATES),
  reason: z.string(),
  actor: z.string(),
  at: z.string(),
});

/** A campaign without what stands below it. */
export const campaignHeadSchema = z.object({
  /** `cmp_…` */
  id: z.string(),
  name: z.string(),
  objective: z.enum(AD_OBJECTIVES),
  audienceSegmentId: z.string().nullable(),
  holdout: z.number(),
  conversionEvent: z.string(),
  targeting: targetingSchema,
  landingUrl: z.string(),
  budgetCents: centsSchema,
  currency: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
  learningDays: z.number(),
  mayMoveBudget: z.boolean(),
  state: z.enum(CAMPAIGN_STATES),
  /** Why it is in this state, where somebody said so. */
  reason: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
  spentCents: centsSchema,
});
export type CampaignHead = z.infer<typeof campaignHeadSchema>;

/** A campaign with its channels and how it came to where it is. */
export const campaignSchema = campaignHeadSchema.extend({
  adSets: z.array(adSetSchema),
  transitions: z.array(transitionSchema),
});
export type Campaign = z.infer<typeof campaignSchema>;

export const campaignListSchema = z.object({ data: z.array(campaignHeadSchema), nextCursor: z.string().nullable() });

/** Body of `…/reject`, `…/pause` and `…/resume`. */
export const campaignReasonSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) });

/** What can be done to a platform. Creating, pausing and new texts spend nothing; the others do and need room below every cap. */
export const PLATFORM_ACTION_KINDS = ["create", "activate", "pause", "set-budget", "update-creative"] as const;
export type PlatformActionKind = (typeof PLATFORM_ACTION_KINDS)[number];

/** `outcome-unknown`: it was sent and nothing came back; it is looked for by its tag before it is sent again. */
export const PLATFORM_ACTION_STATES = [
  "pending",
  "sent",
  "outcome-unknown",
  "confirmed",
  "failed",
  "withdrawn",
] as const;
export type PlatformActionState = (typeof PLATFORM_ACTION_STATES)[number];

/** One act on a platform. */
export const platformActionSchema = z.object({
  id: z.string(),
  adSetId: z.string(),
  platform: z.enum(CAMPAIGN_PLATFORMS),
  tag: z.string(),
  kind: z.enum(PLATFORM_ACTION_KINDS),
  /** Daily budget after it, where it is about money. */
  dailyBudgetCents: centsSchema.nullable(),
  reason: z.string(),
  state: z.enum(PLATFORM_ACTION_STATES),
  attempts: z.number().int(),
  error: z.string().nullable(),
  requestedBy: z.string(),
  createdAt: z.string(),
  runAt: z.string(),
  settledAt: z.string().nullable(),
});
export type PlatformAction = z.infer<typeof platformActionSchema>;
export const platformActionListSchema = z.object({ data: z.array(platformActionSchema) });

const figuresSchema = z.object({
  impressions: z.number().int(),
  clicks: z.number().int(),
  conversions: z.number(),
  spentCents: centsSchema,
  revenueCents: centsSchema,
  /** Spend for each conversion, cents; null before the first one. */
  cpaCents: z.number().nullable(),
  /** Revenue for each cent spent; null before the first one is. */
  roas: z.number().nullable(),
});
export type CampaignFigures = z.infer<typeof figuresSchema>;

/**
 * What a campaign changed: people of its audience who could see it beside those who were kept from it, from our own events since it was
 * approved (simulated orders, where it runs in the sandbox alone). Null where nobody was kept from it.
 */
const liftSchema = z.object({
  treated: z.object({ people: z.number().int(), converted: z.number().int() }),
  holdout: z.object({ people: z.number().int(), converted: z.number().int() }),
  /** Difference of the two rates, and the range that holds the truth with 95 % probability. */
  difference: z.number(),
  low: z.number(),
  high: z.number(),
  /** `difference` as a share of the holdout's rate; null where nobody there converted. */
  relative: z.number().nullable(),
  /** The campaign runs in the sandbox alone: orders are simulated, not events of these people. */
  simulated: z.boolean(),
});

/** Answer of `GET /api/v1/campaigns/{campaignId}/metrics`. */
export const campaignMetricsSchema = z.object({
  total: figuresSchema,
  days: z.array(figuresSchema.extend({ day: z.string() })),
  adSets: z.array(
    figuresSchema.extend({ adSetId: z.string(), platform: z.enum(CAMPAIGN_PLATFORMS), placement: z.string() }),
  ),
  lift: liftSchema.nullable(),
  /** Channels that new versions of ads, or less money, may help. */
  underperformers: z.array(underperformerSchema),
  /** What agents last said of it in words; null where they have not. */
  report: writtenReportSchema.nullable(),
  /** When the platforms were last asked. */
  readAt: z.string().nullable(),
});
export type CampaignMetrics = z.infer<typeof campaignMetricsSchema>;

/** One ad set's part of a proposal to move money. */
const budgetMoveSchema = z.object({
  adSetId: z.string(),
  platform: z.enum(CAMPAIGN_PLATFORMS),
  placement: z.string(),
  fromCents: centsSchema,
  toCents: centsSchema,
  /** Conversions a day that are expected before and after. */
  expectedBefore: z.number(),
  expectedAfter: z.number(),
  /** Why, in a sentence with the figures it rests on. */
  why: z.string(),
});
export type BudgetMove = z.infer<typeof budgetMoveSchema>;

/** Body of `POST /api/v1/campaigns/{campaignId}/optimize`. */
export const optimizeCampaignSchema = z.strictObject({
  /** Only say what would be done. */
  dryRun: z.boolean().default(true),
});

/** What the optimiser proposes, and what of it was asked for. */
export const optimizationSchema = z.object({
  moves: z.array(budgetMoveSchema),
  /** Conversions a day of all ad sets that are expected before and after. */
  expectedBefore: z.number(),
  expectedAfter: z.number(),
  /** Why nothing is moved, where nothing is. */
  note: z.string().nullable(),
  applied: z.boolean(),
});
export type Optimization = z.infer<typeof optimizationSchema>;
