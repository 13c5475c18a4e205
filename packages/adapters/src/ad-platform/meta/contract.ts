import { z } from "zod";

/**
 * What of Meta's Marketing API is used, as facts: edges, fields and enums, by the published specifications (see the README of
 * the package). The adapter parses answers with it; the fake platform of the tests refuses requests that are not of this form.
 */

const statusSchema = z.enum(["ACTIVE", "PAUSED", "DELETED", "ARCHIVED"]);

/** `POST /act_{id}/campaigns` */
export const createCampaignBody = z.strictObject({
  name: z.string().min(1).max(400),
  objective: z.enum(["OUTCOME_AWARENESS", "OUTCOME_TRAFFIC", "OUTCOME_LEADS", "OUTCOME_SALES"]),
  status: z.literal("PAUSED"),
  special_ad_categories: z.array(z.enum(["NONE", "EMPLOYMENT", "HOUSING", "CREDIT", "ISSUES_ELECTIONS_POLITICS"])),
  /** Needed since v24 where the campaign has no budget of its own. */
  is_adset_budget_sharing_enabled: z.boolean(),
  spend_cap: z.int().min(1).optional(),
  execution_options: z.array(z.enum(["validate_only", "include_recommendations"])).optional(),
});

/** `POST /act_{id}/adsets` */
export const createAdSetBody = z.strictObject({
  name: z.string().min(1).max(400),
  campaign_id: z.string().regex(/^\d+$/),
  daily_budget: z.int().min(1),
  billing_event: z.enum(["IMPRESSIONS", "LINK_CLICKS"]),
  optimization_goal: z.enum(["REACH", "IMPRESSIONS", "LINK_CLICKS", "LANDING_PAGE_VIEWS", "OFFSITE_CONVERSIONS"]),
  bid_strategy: z.enum(["LOWEST_COST_WITHOUT_CAP", "LOWEST_COST_WITH_BID_CAP", "COST_CAP"]),
  promoted_object: z
    .strictObject({ pixel_id: z.string().regex(/^\d+$/), custom_event_type: z.enum(["LEAD", "PURCHASE"]) })
    .optional(),
  targeting: z.strictObject({
    geo_locations: z.strictObject({ countries: z.array(z.string().regex(/^[A-Z]{2}$/)).min(1) }),
    age_min: z.int().min(18).max(65),
    age_max: z.int().min(18).max(65),
    publisher_platforms: z.array(z.enum(["facebook", "instagram", "messenger", "audience_network"])).min(1),
    targeting_automation: z.strictObject({ advantage_audience: z.union([z.literal(0), z.literal(1)]) }),
  }),
  start_time: z.iso.datetime(),
  end_time: z.iso.datetime().optional(),
  dsa_beneficiary: z.string().min(1).max(512).optional(),
  dsa_payor: z.string().min(1).max(512).optional(),
  status: z.literal("PAUSED"),
});

const creativeSpec = z.strictObject({
  name: z.string().min(1).max(400),
  object_story_spec: z.strictObject({
    page_id: z.string().regex(/^\d+$/),
    instagram_user_id: z.string().regex(/^\d+$/).optional(),
    link_data: z.strictObject({
      link: z.url(),
      message: z.string().max(2_200).optional(),
      name: z.string().min(1).max(255),
      description: z.string().min(1).max(255),
      picture: z.url().optional(),
      call_to_action: z.strictObject({ type: z.enum(["LEARN_MORE", "SHOP_NOW", "SIGN_UP"]) }),
    }),
  }),
});
export type CreativeSpec = z.infer<typeof creativeSpec>;

/** `POST /act_{id}/ads` */
export const createAdBody = z.strictObject({
  name: z.string().min(1).max(400),
  adset_id: z.string().regex(/^\d+$/),
  creative: creativeSpec,
  status: z.literal("PAUSED"),
});

/** `POST /{id}` of a campaign, an ad set or an ad. */
export const updateObjectBody = z.strictObject({
  status: statusSchema.optional(),
  daily_budget: z.int().min(1).optional(),
  creative: creativeSpec.optional(),
});

export const createdAnswer = z.object({ id: z.string().min(1) });
/** A dry run and a change answer so. */
export const successAnswer = z.object({ success: z.literal(true) });

const paging = z
  .object({ cursors: z.object({ after: z.string() }).optional(), next: z.string().optional() })
  .optional();

/** `GET` of the edges campaigns, adsets and ads. */
export const objectsAnswer = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      status: statusSchema,
      campaign_id: z.string().optional(),
      adset_id: z.string().optional(),
      daily_budget: z.string().regex(/^\d+$/).optional(),
    }),
  ),
  paging,
});
export type MetaObject = z.infer<typeof objectsAnswer>["data"][number];

const actionsSchema = z.array(z.object({ action_type: z.string(), value: z.string() })).optional();

/** `GET /{id}/insights` with `time_increment=1`. */
export const insightsAnswer = z.object({
  data: z.array(
    z.object({
      date_start: z.iso.date(),
      campaign_id: z.string(),
      adset_id: z.string().optional(),
      ad_id: z.string().optional(),
      impressions: z.string(),
      clicks: z.string(),
      spend: z.string(),
      actions: actionsSchema,
      action_values: actionsSchema,
    }),
  ),
  paging,
});
export type MetaInsight = z.infer<typeof insightsAnswer>["data"][number];

export const errorAnswer = z.object({
  error: z.object({
    message: z.string(),
    code: z.int(),
    error_subcode: z.int().optional(),
    error_user_msg: z.string().optional(),
    /** Names the parameters that are to blame. */
    error_data: z.unknown().optional(),
    fbtrace_id: z.string().optional(),
  }),
});
