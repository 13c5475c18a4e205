import {
  googleAdsFailure,
  mutateAnswer,
  mutateBody,
  searchAnswer,
  searchBody,
} from "@rapport/adapters/ad-platform/google-ads/contract";
import * as linkedIn from "@rapport/adapters/ad-platform/linkedin/contract";
import * as meta from "@rapport/adapters/ad-platform/meta/contract";
import { LAUNCH_QUERY } from "@rapport/adapters/ad-platform/product-hunt/contract";
import { PINNED_VERSIONS } from "@rapport/adapters/ad-platform/versions";
import { launchSchema } from "@rapport/contracts/launches";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { findDepartures, findSchemaDepartures, typeAt } from "./check-published.ts";
import { checkFailure, checkQuery, GOOGLE_ADS } from "./published-google-ads.ts";
import { LINKEDIN } from "./published-linkedin.ts";
import { META } from "./published-meta.ts";
import { PRODUCT_HUNT } from "./published-product-hunt.ts";

describe("what adapters ask and read stands in what platforms publish", () => {
  test.each([
    ["MutateGoogleAdsRequest", mutateBody],
    ["MutateGoogleAdsResponse", mutateAnswer],
    ["SearchGoogleAdsStreamRequest", searchBody],
    ["SearchGoogleAdsStreamResponse[]", searchAnswer],
    ["GoogleAdsFailure", googleAdsFailure.omit({ errors: true })],
  ])("Google Ads: %s", (type, schema) => {
    expect(findSchemaDepartures(GOOGLE_ADS, type, schema)).toEqual([]);
  });

  test.each([
    ["AdAccount.create_campaign", meta.createCampaignBody],
    ["AdAccount.create_ad_set", meta.createAdSetBody],
    ["AdAccount.create_ad", meta.createAdBody],
    ["Campaign.api_update", meta.updateObjectBody.pick({ status: true })],
    ["AdSet.api_update", meta.updateObjectBody.pick({ status: true, daily_budget: true })],
    ["Ad.api_update", meta.updateObjectBody.pick({ status: true, creative: true })],
    ["Campaign", meta.objectsAnswer.shape.data.element.pick({ id: true, name: true, status: true })],
    ["AdSet", meta.objectsAnswer.shape.data.element.omit({ adset_id: true })],
    ["Ad", meta.objectsAnswer.shape.data.element.omit({ daily_budget: true })],
    ["AdsInsights", meta.insightsAnswer.shape.data.element],
  ])("Meta: %s", (type, schema) => {
    expect(findSchemaDepartures(META, type, schema)).toEqual([]);
  });

  test.each([
    ["AdCampaignGroup", linkedIn.createGroupBody],
    // Newer than the connector, and asked for by LinkedIn's documentation.
    ["AdCampaign", linkedIn.createCampaignBody.omit({ politicalIntent: true })],
    ["Creative", linkedIn.createCreativeBody.shape.creative.omit({ inlineContent: true })],
    ["AdCampaign", linkedIn.oneCampaignAnswer],
    ["Creative", linkedIn.oneCreativeAnswer],
    ["AdAnalytics", linkedIn.analyticsAnswer.shape.elements.element.omit({ dateRange: true })],
  ])("LinkedIn, by a third party's connector: %s", (type, schema) => {
    expect(findSchemaDepartures(LINKEDIN, type, schema)).toEqual([]);
  });

  test("Product Hunt: the one query, what is read of its answer, and no mutation that makes a launch", () => {
    const fields = /\{ post\(slug: \$slug\) \{ (.+?) \} \}/.exec(LAUNCH_QUERY)?.[1]?.split(" ") ?? [];
    expect(fields).toHaveLength(Object.keys(launchSchema.shape).length);
    expect(fields.filter((field) => typeAt(PRODUCT_HUNT, "Post", [field]) === undefined)).toEqual([]);
    expect(findSchemaDepartures(PRODUCT_HUNT, "Post", launchSchema)).toEqual([]);
    expect(Object.keys(PRODUCT_HUNT.types.Mutation ?? {}).every((name) => name.startsWith("goal"))).toBe(true);
  });

  test("the definitions are of the versions that are pinned", () => {
    expect(GOOGLE_ADS.source.api).toBe(PINNED_VERSIONS["google-ads"].name);
    expect(META.source.api).toBe(PINNED_VERSIONS.meta.name);
  });
});

describe("a departure is seen", () => {
  test("of a field, a value of an enum, a type, a list and a path", () => {
    const of = (value: unknown) =>
      findDepartures(GOOGLE_ADS, "MutateOperation", { campaignOperation: { create: value } });
    expect(of({ name: "A", status: "PAUSED", networkSettings: { targetGoogleSearch: true } })).toEqual([]);
    expect(of({ title: "A" })).toEqual(["/campaignOperation/create/title is no field of Campaign"]);
    expect(of({ status: "STOPPED" })).toEqual(["/campaignOperation/create/status is no CampaignStatus: STOPPED"]);
    expect(of({ networkSettings: { targetGoogleSearch: "yes" } })).toHaveLength(1);
    expect(of({ urlCustomParameters: {} })).toEqual(["/campaignOperation/create/urlCustomParameters is no list"]);
    expect(of({ constructor: "A" })).toHaveLength(1);
    expect(checkQuery("SELECT campaign.title, metrics.clicks FROM campaign WHERE campaign.name LIKE '%a.b'")).toEqual([
      "campaign.title can not be asked for",
    ]);
  });

  test("in a contract of ours, wherever it stands in it", () => {
    const of = (shape: z.ZodType) => findSchemaDepartures(META, "AdAccount.create_ad_set", shape);
    expect(of(z.object({ name: z.string(), targeting: z.object({ age_min: z.int() }) }))).toEqual([]);
    expect(of(z.object({ targeting: z.object({ age_least: z.int() }) }))).toHaveLength(1);
    expect(of(z.object({ billing_event: z.enum(["IMPRESSIONS", "GLANCES"]) }))).toHaveLength(1);
    expect(of(z.object({ daily_budget: z.boolean() }))).toHaveLength(1);
    expect(of(z.object({ name: z.string().nullable() }))).toHaveLength(1);
  });

  test("in an error's code", () => {
    const failure = (code: object) => ({
      error: {
        details: [
          {
            "@type": "type.googleapis.com/google.ads.googleads.v25.errors.GoogleAdsFailure",
            errors: [{ errorCode: code }],
          },
        ],
      },
    });
    expect(checkFailure(failure({ quotaError: "RESOURCE_EXHAUSTED" }))).toEqual([]);
    expect(checkFailure(failure({ quotaError: "TOO_MUCH" }))).toHaveLength(1);
    expect(checkFailure(failure({ moodError: "RESOURCE_EXHAUSTED" }))).toHaveLength(1);
  });
});
