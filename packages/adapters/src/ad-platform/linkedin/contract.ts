import { z } from "zod";

/**
 * What of LinkedIn's Marketing API is used, as facts: resources, fields and enums by the published documentation (see the README
 * of the package). The adapter parses answers with it; the fake platform of the tests refuses requests that are not of this form.
 */

const urn = (type: string) => z.string().regex(new RegExp(`^urn:li:${type}:\\d+$`));
const money = z.strictObject({ amount: z.string().regex(/^\d+\.\d\d$/), currencyCode: z.string().regex(/^[A-Z]{3}$/) });
const schedule = z.strictObject({ start: z.int(), end: z.int().optional() });
const statusSchema = z.enum([
  "ACTIVE",
  "PAUSED",
  "DRAFT",
  "ARCHIVED",
  "CANCELED",
  "COMPLETED",
  "PENDING_DELETION",
  "REMOVED",
]);

/** `POST /rest/adAccounts/{id}/adCampaignGroups` */
export const createGroupBody = z.strictObject({
  account: urn("sponsoredAccount"),
  name: z.string().min(1).max(100),
  status: z.literal("PAUSED"),
  runSchedule: schedule,
  /** Only with an end of the schedule. */
  totalBudget: money.optional(),
});

/** `POST /rest/adAccounts/{id}/adCampaigns` */
export const createCampaignBody = z.strictObject({
  account: urn("sponsoredAccount"),
  campaignGroup: urn("sponsoredCampaignGroup"),
  name: z.string().min(1).max(255),
  status: z.literal("PAUSED"),
  type: z.enum(["SPONSORED_UPDATES", "TEXT_AD", "SPONSORED_INMAILS", "DYNAMIC"]),
  format: z.enum(["STANDARD_UPDATE", "SINGLE_VIDEO", "CAROUSEL"]),
  objectiveType: z.enum(["BRAND_AWARENESS", "WEBSITE_VISIT", "WEBSITE_CONVERSION", "LEAD_GENERATION"]),
  optimizationTargetType: z.enum(["MAX_IMPRESSION", "MAX_CLICK", "MAX_CONVERSION", "MAX_LEAD"]),
  costType: z.enum(["CPM", "CPC", "CPV"]),
  creativeSelection: z.enum(["OPTIMIZED", "ROUND_ROBIN"]),
  dailyBudget: money,
  locale: z.strictObject({ country: z.string().regex(/^[A-Z]{2}$/), language: z.string().regex(/^[a-z]{2}$/) }),
  offsiteDeliveryEnabled: z.boolean(),
  audienceExpansionEnabled: z.boolean(),
  runSchedule: schedule,
  politicalIntent: z.enum(["NOT_POLITICAL", "POLITICAL", "NOT_DECLARED"]),
  targetingCriteria: z.strictObject({
    include: z.strictObject({
      and: z
        .array(
          z.strictObject({
            or: z.record(z.string().startsWith("urn:li:adTargetingFacet:"), z.array(z.string()).min(1)),
          }),
        )
        .min(1),
    }),
  }),
});

/** `POST /rest/adAccounts/{id}/creatives?action=createInline` */
export const createCreativeBody = z.strictObject({
  creative: z.strictObject({
    campaign: urn("sponsoredCampaign"),
    name: z.string().min(1).max(255),
    intendedStatus: z.literal("PAUSED"),
    inlineContent: z.strictObject({
      post: z.strictObject({
        adContext: z.strictObject({ dscAdAccount: urn("sponsoredAccount"), dscStatus: z.literal("ACTIVE") }),
        author: urn("organization"),
        commentary: z.string().min(1).max(3_000),
        visibility: z.literal("PUBLIC"),
        lifecycleState: z.literal("PUBLISHED"),
        isReshareDisabledByAuthor: z.boolean(),
        contentLandingPage: z.url(),
        content: z.strictObject({
          article: z.strictObject({
            source: z.url(),
            title: z.string().min(1).max(400),
            description: z.string().max(4_086),
          }),
        }),
      }),
    }),
  }),
});

/** `POST` with `X-RestLi-Method: PARTIAL_UPDATE` on a group, a campaign or a creative. */
export const updateBody = z.strictObject({
  patch: z.strictObject({
    $set: z.strictObject({
      status: z.enum(["ACTIVE", "PAUSED", "ARCHIVED"]).optional(),
      intendedStatus: z.enum(["ACTIVE", "PAUSED", "ARCHIVED"]).optional(),
      dailyBudget: money.optional(),
    }),
  }),
});

const metadata = z.object({ nextPageToken: z.string().optional() }).optional();

/** `GET` of adCampaignGroups and adCampaigns by the finder `search`. */
export const searchAnswer = z.object({
  elements: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      status: statusSchema,
      campaignGroup: z.string().optional(),
      dailyBudget: z.object({ amount: z.string(), currencyCode: z.string() }).optional(),
    }),
  ),
  metadata,
});
export type LinkedInCampaign = z.infer<typeof searchAnswer>["elements"][number];

const creativeAnswer = z.object({
  id: z.string(),
  name: z.string().optional(),
  campaign: z.string(),
  intendedStatus: statusSchema,
});
export type LinkedInCreative = z.infer<typeof creativeAnswer>;
/** `GET /rest/adAccounts/{id}/creatives` by the finder `criteria`. */
export const creativesAnswer = z.object({ elements: z.array(creativeAnswer), metadata });
/** One campaign, one creative. */
export const oneCampaignAnswer = searchAnswer.shape.elements.element;
export const oneCreativeAnswer = creativeAnswer;

/** `GET /rest/adTargetingEntities?q=typeahead` */
export const entitiesAnswer = z.object({ elements: z.array(z.object({ urn: z.string(), name: z.string() })) });

const dayOf = z.object({ year: z.int(), month: z.int(), day: z.int() });
/** `GET /rest/adAnalytics?q=analytics` with `timeGranularity=DAILY`. */
export const analyticsAnswer = z.object({
  elements: z.array(
    z.object({
      dateRange: z.object({ start: dayOf }),
      pivotValues: z.array(z.string()).min(1),
      impressions: z.number().default(0),
      clicks: z.number().default(0),
      costInLocalCurrency: z.string().default("0"),
      externalWebsiteConversions: z.number().default(0),
      conversionValueInLocalCurrency: z.string().default("0"),
    }),
  ),
});

export const errorAnswer = z.object({
  status: z.int(),
  message: z.string().default(""),
  code: z.string().optional(),
  serviceErrorCode: z.int().optional(),
  errorDetails: z
    .object({
      inputErrors: z
        .array(
          z.object({
            code: z.string().optional(),
            description: z.string().optional(),
            input: z.object({ inputPath: z.object({ fieldPath: z.string() }) }).optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});
