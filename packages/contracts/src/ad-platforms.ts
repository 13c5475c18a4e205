import { z } from "zod";

/** Platforms that campaigns run on. `sandbox` is simulated; `product-hunt` cannot be advertised on, only watched. */
const AD_PLATFORMS = ["sandbox", "google-ads", "meta", "linkedin", "product-hunt"] as const;
export const adPlatformNameSchema = z.enum(AD_PLATFORMS);
export type AdPlatformName = z.infer<typeof adPlatformNameSchema>;

/** Bounds of one campaign as we make it, below those of every platform. */
export const AD_LIMITS = {
  adSets: 20,
  /** Ads of one ad set. */
  ads: 20,
  nameLength: 120,
  urlLength: 2_000,
  headlines: 15,
  descriptions: 4,
  /** Longest text that any platform takes; each platform's own limits are in its capabilities. */
  textLength: 3_000,
  /** 1,000,000.00 of any currency: a day's budget above it is a slip of the pen. */
  dailyBudgetCents: 100_000_000,
} as const;

/** The mark in an object's name by which it is found again: `rpt_` and a ULID in lower case. */
export const adTagSchema = z
  .string()
  .regex(/^rpt_[0-7][0-9a-hjkmnp-tv-z]{25}$/, "must be rpt_ and a ULID in lower case");

const nameSchema = z.string().trim().min(1).max(AD_LIMITS.nameLength);
const textSchema = z.string().trim().min(1).max(AD_LIMITS.textLength);
const daySchema = z.iso.date();

/** Text and media of one ad. Which texts a platform takes, how many and how long: its capabilities say. */
export const creativeSchema = z.object({
  headlines: z.array(textSchema).min(1).max(AD_LIMITS.headlines),
  descriptions: z.array(textSchema).min(1).max(AD_LIMITS.descriptions),
  /** The text above the picture, in feeds. */
  message: textSchema.optional(),
  url: z.url({ protocol: /^https?$/ }).max(AD_LIMITS.urlLength),
  imageUrl: z
    .url({ protocol: /^https$/ })
    .max(AD_LIMITS.urlLength)
    .optional(),
});
export type Creative = z.infer<typeof creativeSchema>;

const adPlanSchema = z.object({ tag: adTagSchema, name: nameSchema, creative: creativeSchema });
export type AdPlan = z.infer<typeof adPlanSchema>;

/** Who sees the ads. Platforms leave out what they cannot target and say so when they validate. */
export const targetingSchema = z.object({
  /** ISO 3166-1 alpha-2. */
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/, "must be a country of two capital letters"))
    .min(1)
    .max(50),
  ageMin: z.int().min(18).max(65).default(18),
  ageMax: z.int().min(18).max(65).default(65),
  /** Words that a search must be about; search campaigns need one at least. */
  keywords: z.array(z.string().trim().min(1).max(80)).max(100).default([]),
  /** How many people it may reach, where it is known; the sandbox draws its crowd by it. */
  reach: z.int().min(1).optional(),
});
export type Targeting = z.infer<typeof targetingSchema>;

export const adSetPlanSchema = z.object({
  tag: adTagSchema,
  name: nameSchema,
  dailyBudgetCents: z.int().min(1).max(AD_LIMITS.dailyBudgetCents),
  targeting: targetingSchema,
  ads: z.array(adPlanSchema).min(1).max(AD_LIMITS.ads),
});
export type AdSetPlan = z.infer<typeof adSetPlanSchema>;

export const AD_OBJECTIVES = ["awareness", "traffic", "leads", "sales"] as const;
export type AdObjective = (typeof AD_OBJECTIVES)[number];

/** A campaign to be made: the tree of campaign, ad sets and ads in one piece. */
export const campaignPlanSchema = z.object({
  tag: adTagSchema,
  name: nameSchema,
  objective: z.enum(AD_OBJECTIVES),
  /** ISO 4217; must be the account's. */
  currency: z.string().regex(/^[A-Z]{3}$/, "must be a currency of three capital letters"),
  startsOn: daySchema,
  endsOn: daySchema.optional(),
  /** Most that the campaign may ever spend, where the platform can hold it to that. */
  totalBudgetCents: z.int().min(1).optional(),
  adSets: z.array(adSetPlanSchema).min(1).max(AD_LIMITS.adSets),
});
export type CampaignPlan = z.infer<typeof campaignPlanSchema>;

export const AD_OBJECT_KINDS = ["campaign", "ad-set", "ad"] as const;
export type AdObjectKind = (typeof AD_OBJECT_KINDS)[number];

export const AD_STATUSES = ["paused", "active", "removed"] as const;
export type AdStatus = (typeof AD_STATUSES)[number];

/** One object on a platform, as read back. */
export const adObjectSchema = z.object({
  kind: z.enum(AD_OBJECT_KINDS),
  /** The platform's own name of it. */
  id: z.string(),
  tag: adTagSchema,
  name: z.string(),
  status: z.enum(AD_STATUSES),
  /** The platform's id of what it stands in; null for a campaign. */
  parentId: z.string().nullable(),
  /** Of ad sets; null for the rest. */
  dailyBudgetCents: z.int().nullable(),
});
export type AdObject = z.infer<typeof adObjectSchema>;

/** What an object did on one day of the account's time zone. Platforms go on correcting the last days. */
export const dailyInsightSchema = z.object({
  objectId: z.string(),
  day: daySchema,
  impressions: z.int(),
  clicks: z.int(),
  spendCents: z.int(),
  /** May be a fraction where the platform shares a conversion between clicks. */
  conversions: z.number(),
  conversionValueCents: z.int(),
});
export type DailyInsight = z.infer<typeof dailyInsightSchema>;
