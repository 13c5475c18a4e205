import { z } from "zod";
import { LIMITS } from "./limits.ts";

/** Most events that one analysis reads; more are refused, as they would hold up everybody else's reads. */
export const MOST_ANALYSED_EVENTS = 2_000_000;
/** Longest time that an analysis looks at. */
export const MOST_ANALYSED_DAYS = 366;

const eventNameSchema = z.string().min(1).max(LIMITS.eventNameLength);
/** What counts as success where nobody says it, after Segment's e-commerce specification. */
const conversionSchema = eventNameSchema.default("Order Completed");

/** UTC days, both included; absent: the latest 30. */
const rangeFields = { from: z.iso.date().optional(), to: z.iso.date().optional() };
export type RangeQuery = { from?: string | undefined; to?: string | undefined };
const rangeAnswer = { from: z.string(), to: z.string() };

/** A list in an address: JSON text. */
const stepsSchema = z
  .string()
  .max(4_000)
  .transform((text, issues) => {
    try {
      return JSON.parse(text) as unknown; // as: parsed by the schema that follows
    } catch {
      issues.addIssue({ code: "custom", message: 'must be a list as JSON: ["Product Viewed","Order Completed"]' });
      return z.NEVER;
    }
  })
  .pipe(z.array(eventNameSchema).min(2, "needs at least two steps").max(8, "has at most eight steps"));

export const dashboardQuerySchema = z.object({ ...rangeFields, conversion: conversionSchema });

/** A project by UTC day. */
export const dashboardSchema = z.object({
  ...rangeAnswer,
  conversion: z.string(),
  days: z.array(
    z.object({
      day: z.string(),
      events: z.number().int(),
      /** Who sent something, each once. */
      people: z.number().int(),
      /** Who was seen for the first time. */
      newPeople: z.number().int(),
      conversions: z.number().int(),
      /** Of the conversions that say an amount (`revenue`, `total` or `value`): integer cents. */
      valueCents: z.number().int(),
    }),
  ),
  /** The most frequent events of the whole time, at most 20. */
  top: z.array(z.object({ type: z.string(), name: z.string(), events: z.number().int(), people: z.number().int() })),
});
export type Dashboard = z.infer<typeof dashboardSchema>;

export const funnelQuerySchema = z.object({
  ...rangeFields,
  steps: stepsSchema,
  /** Days from the first step within which the others must follow, in order. */
  windowDays: z.coerce.number().int().min(1).max(90).default(7),
});

/** How many of those who did the first step in the time got how far. */
export const funnelSchema = z.object({
  ...rangeAnswer,
  windowDays: z.number().int(),
  steps: z.array(
    z.object({
      name: z.string(),
      people: z.number().int(),
      /** Of those of the first step; null while there is nobody. */
      share: z.number().nullable(),
      /** Of those of the step before. */
      shareOfPrevious: z.number().nullable(),
      /** Median of each person's fastest way from the first step to this one, seconds; null for the first step. */
      medianSeconds: z.number().nullable(),
    }),
  ),
});
export type Funnel = z.infer<typeof funnelSchema>;

export const retentionQuerySchema = z.object({
  ...rangeFields,
  /** What makes somebody start; absent: any event. */
  start: eventNameSchema.optional(),
  /** What counts as coming back; absent: any event. */
  back: eventNameSchema.optional(),
  period: z.enum(["day", "week"]).default("week"),
});

/** Who came back, by when they started in the time. */
export const retentionSchema = z.object({
  ...rangeAnswer,
  period: z.enum(["day", "week"]),
  cohorts: z.array(
    z.object({
      /** First UTC day of the period in which they started. */
      start: z.string(),
      people: z.number().int(),
      /** People who did it in the period of their start, the next one, and so on; null where it is not over yet. */
      back: z.array(z.number().int().nullable()),
    }),
  ),
});
export type Retention = z.infer<typeof retentionSchema>;

export const pathsQuerySchema = z.object({
  ...rangeFields,
  /** Where ways begin in a visit; absent: with the visit. */
  start: eventNameSchema.optional(),
  depth: z.coerce.number().int().min(2).max(6).default(4),
});

/** Which thing follows which in visits; the same thing twice in a row is one. */
export const pathsSchema = z.object({
  ...rangeAnswer,
  visits: z.number().int(),
  /** The most frequent ones, at most 100. `step` 1 leaves the beginning; `to` is null where the visit ends. */
  links: z.array(
    z.object({ step: z.number().int(), from: z.string(), to: z.string().nullable(), visits: z.number().int() }),
  ),
});
export type Paths = z.infer<typeof pathsSchema>;

export const attributionQuerySchema = z.object({
  ...rangeFields,
  conversion: conversionSchema,
  /** Days before a conversion in which a touch counts. */
  lookbackDays: z.coerce.number().int().min(1).max(90).default(30),
});

export const ATTRIBUTION_MODELS = ["first", "last", "linear", "position"] as const;
export type AttributionModel = (typeof ATTRIBUTION_MODELS)[number];

const creditSchema = z.object({ conversions: z.number(), valueCents: z.number() });

/**
 * What conversions owe to which channel by four models: the first touch, the last one, all alike, and by position (40 % each
 * to the first and the last, 20 % to those between). Credits of a model add up to all conversions.
 */
export const attributionSchema = z.object({
  ...rangeAnswer,
  conversion: z.string(),
  lookbackDays: z.number().int(),
  conversions: z.number().int(),
  valueCents: z.number().int(),
  /** All fields null: no touch was seen. */
  channels: z.array(
    z.object({
      source: z.string().nullable(),
      medium: z.string().nullable(),
      campaign: z.string().nullable(),
      /** Touches that any credit went to. */
      touches: z.number().int(),
      credit: z.object({ first: creditSchema, last: creditSchema, linear: creditSchema, position: creditSchema }),
    }),
  ),
});
export type Attribution = z.infer<typeof attributionSchema>;

const weekSchema = z.object({
  events: z.number().int(),
  people: z.number().int(),
  newPeople: z.number().int(),
  conversions: z.number().int(),
  valueCents: z.number().int(),
});

/** What changed, what needs somebody, and what was earned. Null: whoever asks may not know. */
export const overviewSchema = z.object({
  /** The latest seven UTC days, today included, and the seven before. */
  week: weekSchema,
  weekBefore: weekSchema,
  needs: z.object({
    approvals: z.number().int().nullable(),
    deadLetters: z.number().int().nullable(),
    /** Jobs that failed for good in the last seven days. */
    failedJobs: z.number().int().nullable(),
    /** Messages that were refused today, UTC. */
    rejectedToday: z.number().int().nullable(),
    /** Share of the day's quota that is used; null without bounds, too. */
    quotaUsed: z.number().nullable(),
  }),
  /** Placements with people kept untreated, over 30 days: how many more bought than would have without. */
  earned: z
    .array(
      z.object({
        placement: z.string(),
        treated: z.number().int(),
        untreated: z.number().int(),
        /** Buyers beyond what the untreated lead to expect, with its 95 % interval. */
        buyers: z.number(),
        low: z.number(),
        high: z.number(),
      }),
    )
    .nullable(),
});
export type Overview = z.infer<typeof overviewSchema>;
