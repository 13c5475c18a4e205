import { z } from "zod";
import { centsSchema, currencySchema } from "./budgets.ts";
import { CAMPAIGN_PLATFORMS } from "./campaigns.ts";

/** Bounds of a coordinated campaign. */
const COORDINATOR_LIMITS = { channels: 6, items: 5, days: 60, rounds: 30 } as const;

const channelSchema = z.strictObject({
  platform: z.enum(CAMPAIGN_PLATFORMS),
  /** Of the sandbox, what stands for a search, a feed and a professional network. */
  placement: z
    .string()
    .max(40)
    .regex(/^[a-z0-9_-]+$/),
});
export type CoordinatorChannel = z.infer<typeof channelSchema>;

const SANDBOX_CHANNELS: CoordinatorChannel[] = ["search", "feed", "professional"].map((placement) => {
  return { platform: "sandbox", placement };
});

/** Input of the graph `coordinator`: from a project's traffic to a campaign and what it brought. Everything has a default. */
export const coordinatorInputSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(80).optional(),
    /** Whom it is for; found from what people did when absent. */
    audienceSegmentId: z.string().max(64).optional(),
    /** What it advertises; what the audience turns to when absent. */
    itemIds: z.array(z.string().min(1).max(255)).max(COORDINATOR_LIMITS.items).default([]),
    channels: z.array(channelSchema).min(1).max(COORDINATOR_LIMITS.channels).default(SANDBOX_CHANNELS),
    /** Most that it may spend altogether. */
    budgetCents: centsSchema.min(10_000).default(60_000),
    /** The project's own when absent. */
    currency: currencySchema.optional(),
    days: z.number().int().min(3).max(COORDINATOR_LIMITS.days).default(14),
    /** Days between two looks at what it brought, and two changes of a budget. */
    learningDays: z.number().int().min(1).max(30).default(3),
    countries: z
      .array(z.string().regex(/^[A-Z]{2}$/, "must be a country of two capital letters"))
      .min(1)
      .max(50)
      .default(["US"]),
    /** Share of the audience that is kept from the ads. */
    holdout: z.number().min(0).max(0.5).default(0.2),
    conversionEvent: z.string().min(1).max(200).default("Order Completed"),
    /** Where the ads lead; the first item's address when absent. */
    landingUrl: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional(),
    /** What addresses of items that begin with a slash are below. */
    siteUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .optional(),
    /** Money may be moved among the campaign's own channels without asking each time. What is approved says so. */
    mayMoveBudget: z.boolean().default(true),
    /** New versions are written for ads of channels that underperform; a person is asked before any of them is shown. */
    renewAds: z.boolean().default(false),
    /** `policy`: it goes out without a person's yes where the budget's `autoApproveCents` allows that; a person is asked otherwise. */
    approval: z.enum(["person", "policy"]).default("person"),
  })
  .refine(({ days, learningDays }) => days / learningDays <= COORDINATOR_LIMITS.rounds, {
    path: ["learningDays"],
    message: `must be a ${COORDINATOR_LIMITS.rounds}th of days at least`,
  });
export type CoordinatorInput = z.infer<typeof coordinatorInputSchema>;
