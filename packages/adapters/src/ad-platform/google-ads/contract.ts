import { z } from "zod";

/**
 * What of the Google Ads API is used, as facts: services, resources, fields and enums by the published protos in their JSON form
 * (see the README of the package). The adapter parses answers with it; the fake platform of the tests refuses requests that are
 * not of this form. int64 is text in JSON.
 */

const int64 = z.string().regex(/^-?\d+$/);
const nameOf = (collection: string) => z.string().regex(new RegExp(`^customers/\\d+/${collection}/-?\\d+(~-?\\d+)?$`));
const text = (length: number) => z.strictObject({ text: z.string().min(1).max(length) });
const statusSchema = z.enum(["ENABLED", "PAUSED", "REMOVED"]);

const budget = z.strictObject({
  resourceName: nameOf("campaignBudgets"),
  name: z.string().min(1).max(255),
  amountMicros: int64,
  deliveryMethod: z.enum(["STANDARD", "ACCELERATED"]),
  explicitlyShared: z.boolean(),
});

const campaign = z.strictObject({
  resourceName: nameOf("campaigns"),
  name: z.string().min(1).max(255),
  /** Left out it is ENABLED: a contract of ours that it never is. */
  status: z.literal("PAUSED"),
  advertisingChannelType: z.enum(["SEARCH", "DISPLAY", "PERFORMANCE_MAX", "DEMAND_GEN"]),
  campaignBudget: nameOf("campaignBudgets"),
  networkSettings: z.strictObject({
    targetGoogleSearch: z.boolean(),
    targetSearchNetwork: z.boolean(),
    targetContentNetwork: z.boolean(),
  }),
  targetSpend: z.strictObject({}).optional(),
  maximizeConversions: z.strictObject({}).optional(),
  startDateTime: z.string().regex(/^\d{4}-\d\d-\d\d 00:00:00$/),
  endDateTime: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d 23:59:59$/)
    .optional(),
  containsEuPoliticalAdvertising: z.enum([
    "CONTAINS_EU_POLITICAL_ADVERTISING",
    "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING",
  ]),
});

const responsiveSearchAd = z.strictObject({
  headlines: z.array(text(30)).min(3).max(15),
  descriptions: z.array(text(90)).min(2).max(4),
});

const ad = z.strictObject({
  finalUrls: z.array(z.url()).min(1),
  urlCustomParameters: z.array(
    z.strictObject({ key: z.string().regex(/^[A-Za-z0-9]{1,16}$/), value: z.string().min(1).max(250) }),
  ),
  responsiveSearchAd,
});

const keyword = z.strictObject({ text: z.string().min(1).max(80), matchType: z.enum(["EXACT", "PHRASE", "BROAD"]) });

/** One of `mutateOperations`. */
export const mutateOperation = z.union([
  z.strictObject({ campaignBudgetOperation: z.strictObject({ create: budget }) }),
  z.strictObject({
    campaignBudgetOperation: z.strictObject({
      update: z.strictObject({ resourceName: nameOf("campaignBudgets"), amountMicros: int64 }),
      updateMask: z.literal("amount_micros"),
    }),
  }),
  z.strictObject({ campaignOperation: z.strictObject({ create: campaign }) }),
  z.strictObject({
    campaignOperation: z.strictObject({
      update: z.strictObject({ resourceName: nameOf("campaigns"), status: z.enum(["ENABLED", "PAUSED"]) }),
      updateMask: z.literal("status"),
    }),
  }),
  z.strictObject({ campaignOperation: z.strictObject({ remove: nameOf("campaigns") }) }),
  z.strictObject({
    campaignCriterionOperation: z.strictObject({
      create: z.strictObject({
        campaign: nameOf("campaigns"),
        location: z.strictObject({ geoTargetConstant: z.string().regex(/^geoTargetConstants\/\d+$/) }),
      }),
    }),
  }),
  z.strictObject({
    adGroupOperation: z.strictObject({
      create: z.strictObject({
        resourceName: nameOf("adGroups"),
        name: z.string().min(1).max(255),
        campaign: nameOf("campaigns"),
        status: z.literal("PAUSED"),
        type: z.enum(["SEARCH_STANDARD", "DISPLAY_STANDARD"]),
      }),
    }),
  }),
  z.strictObject({
    adGroupOperation: z.strictObject({
      update: z.strictObject({ resourceName: nameOf("adGroups"), status: z.enum(["ENABLED", "PAUSED"]) }),
      updateMask: z.literal("status"),
    }),
  }),
  z.strictObject({ adGroupOperation: z.strictObject({ remove: nameOf("adGroups") }) }),
  z.strictObject({
    adGroupCriterionOperation: z.strictObject({
      create: z.strictObject({ adGroup: nameOf("adGroups"), status: z.literal("ENABLED"), keyword }),
    }),
  }),
  z.strictObject({
    adGroupAdOperation: z.strictObject({
      create: z.strictObject({ adGroup: nameOf("adGroups"), status: z.literal("PAUSED"), ad }),
    }),
  }),
  z.strictObject({
    adGroupAdOperation: z.strictObject({
      update: z.strictObject({ resourceName: nameOf("adGroupAds"), status: z.enum(["ENABLED", "PAUSED"]) }),
      updateMask: z.literal("status"),
    }),
  }),
  z.strictObject({ adGroupAdOperation: z.strictObject({ remove: nameOf("adGroupAds") }) }),
  z.strictObject({
    adOperation: z.strictObject({
      update: z.strictObject({
        resourceName: nameOf("ads"),
        finalUrls: z.array(z.url()).min(1),
        responsiveSearchAd,
      }),
      updateMask: z.literal("final_urls,responsive_search_ad.headlines,responsive_search_ad.descriptions"),
    }),
  }),
]);
export type MutateOperation = z.infer<typeof mutateOperation>;

/** `POST customers/{id}/googleAds:mutate` */
export const mutateBody = z.strictObject({
  mutateOperations: z.array(mutateOperation).min(1).max(10_000),
  partialFailure: z.boolean(),
  validateOnly: z.boolean(),
});
export const mutateAnswer = z.object({ mutateOperationResponses: z.array(z.unknown()).optional() });

/** `POST customers/{id}/googleAds:searchStream` */
export const searchBody = z.strictObject({ query: z.string().min(1) });

/** The stream as JSON: batches of rows. Fields that were not asked for are absent. */
export const searchAnswer = z.array(
  z.object({
    results: z
      .array(
        z.object({
          campaign: z.object({ resourceName: z.string(), name: z.string(), status: statusSchema }).partial().optional(),
          campaignBudget: z.object({ resourceName: z.string(), amountMicros: int64 }).partial().optional(),
          adGroup: z.object({ resourceName: z.string(), name: z.string(), status: statusSchema }).partial().optional(),
          adGroupAd: z
            .object({
              resourceName: z.string(),
              status: statusSchema,
              ad: z
                .object({
                  resourceName: z.string(),
                  urlCustomParameters: z.array(z.object({ key: z.string(), value: z.string() })),
                })
                .partial(),
            })
            .partial()
            .optional(),
          geoTargetConstant: z.object({ resourceName: z.string(), countryCode: z.string() }).partial().optional(),
          segments: z.object({ date: z.iso.date() }).partial().optional(),
          metrics: z
            .object({
              impressions: int64,
              clicks: int64,
              costMicros: int64,
              conversions: z.number(),
              conversionsValue: z.number(),
            })
            .partial()
            .optional(),
        }),
      )
      .optional(),
  }),
);
export type SearchRow = NonNullable<z.infer<typeof searchAnswer>[number]["results"]>[number];

const failureDetail = z.object({
  errors: z.array(
    z.object({
      errorCode: z.record(z.string(), z.string()),
      message: z.string(),
      location: z
        .object({ fieldPathElements: z.array(z.object({ fieldName: z.string(), index: z.int().optional() })) })
        .optional(),
      details: z.object({ quotaErrorDetails: z.object({ retryDelay: z.string().optional() }).optional() }).optional(),
    }),
  ),
  requestId: z.string().optional(),
});

export const errorAnswer = z.object({
  error: z.object({
    code: z.int(),
    message: z.string(),
    status: z.string(),
    details: z.array(z.union([failureDetail, z.unknown()])).optional(),
  }),
});
export const googleAdsFailure = failureDetail;
