import { z } from "zod";

/** Integer cents; a hundred million in whole units is more than any account may hold. */
export const centsSchema = z.number().int().min(0).max(10_000_000_000);
/** ISO 4217 code. */
export const currencySchema = z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code such as EUR");

/** Most that a budget may change at once, as a share of what it was. */
export const BUDGET_STEP_SHARE = 0.2;
/** Spend of a day above this many times what it was to be stops a campaign. */
export const ANOMALY_PACE = 1.3;

const capSchema = centsSchema.nullable();

/** Body of `PUT /api/v1/budgets`: the limits of all campaigns of a project together. Null is no limit of that kind. */
export const putBudgetSchema = z.strictObject({
  currency: currencySchema,
  /** For each UTC day. */
  dayCapCents: capSchema.default(null),
  /** For each calendar month in UTC. */
  monthCapCents: capSchema.default(null),
  /** For all time. */
  projectCapCents: capSchema.default(null),
  /** Policy: a campaign that agents planned may go out without a person's yes, up to this total; null: a person decides of each. */
  autoApproveCents: capSchema.default(null),
});
export type PutBudget = z.infer<typeof putBudgetSchema>;

/** Body of `POST /api/v1/budgets/stop` and `…/release`. */
export const stopBudgetSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) });
export type StopBudget = z.infer<typeof stopBudgetSchema>;

/** The limits, what is spent and promised, and whether everything is stopped. */
export const budgetSchema = z.object({
  ...putBudgetSchema.shape,
  /** While set, nothing is sent to an ad platform but pauses. */
  stopped: z.object({ at: z.string(), by: z.string(), reason: z.string() }).nullable(),
  /** `promised` is the most that may be spent: what platforms were allowed, until a day's results are final. */
  today: z.object({ spentCents: centsSchema, promisedCents: centsSchema }),
  month: z.object({ spentCents: centsSchema, promisedCents: centsSchema }),
  total: z.object({ spentCents: centsSchema, promisedCents: centsSchema }),
});
export type Budget = z.infer<typeof budgetSchema>;
