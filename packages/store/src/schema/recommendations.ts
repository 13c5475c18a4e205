import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";

const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** The actions that a policy chose from, with their probabilities, and the settings that it chose with. */
export type LoggedActions = {
  itemIds: string[];
  features: number[][];
  probabilities: number[];
  epsilon: number;
  width: number;
};

/** What was chosen, for whom and why: the log that learning reads. */
export const recommendationDecisions = pgTable(
  "recommendation_decisions",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    profileId: uuid(),
    placement: text().notNull(),
    /** Ranked choices with their scores and generator shares. */
    items: jsonb()
      .$type<{ itemId: string; score: number; generators: Record<string, number>; rules?: string[] }[]>()
      .notNull(),
    decidedAt: timestamp({ withTimezone: true }).notNull(),
    /** Device, page and locale of the request. */
    context: jsonb().$type<Record<string, string | undefined>>(),
    /** True where the person is kept untreated. */
    holdout: boolean().notNull().default(false),
    /** Set where a policy chose the first place. */
    policy: text(),
    policyVersion: integer(),
    actions: jsonb().$type<LoggedActions>(),
    chosen: integer(),
    /** Probability with which the chosen action was chosen. */
    propensity: doublePrecision(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    index("recommendation_decisions_placement").on(table.projectId, table.placement, table.decidedAt),
    index("recommendation_decisions_profile").on(table.projectId, table.profileId, table.decidedAt),
  ],
);

/** What became of a recommended item: each of shown, clicked, converted and dismissed once per decision. */
export const recommendationOutcomes = pgTable(
  "recommendation_outcomes",
  {
    projectId: text().notNull(),
    decisionId: text().notNull(),
    itemId: text().notNull(),
    action: text({ enum: ["shown", "clicked", "converted", "dismissed"] }).notNull(),
    profileId: uuid().notNull(),
    /** The event that says so. */
    eventId: uuid().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    /** Of a conversion, where the order says it: integer cents. */
    valueCents: bigint({ mode: "number" }),
    /** Set once the placement's policy has taken a `shown` into account, or passed it over. */
    learnedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    primaryKey({
      name: "recommendation_outcomes_pk",
      columns: [table.projectId, table.decisionId, table.itemId, table.action],
    }),
    index("recommendation_outcomes_person").on(table.projectId, table.profileId, table.itemId, table.at),
    index("recommendation_outcomes_unlearned")
      .on(table.projectId, table.at)
      .where(sql`learned_at is null and action = 'shown'`),
  ],
);

/** State of a project's in-process recommender: it holds every event up to `seq`, and the `beyond` ones. */
export const recommenderSnapshots = pgTable("recommender_snapshots", {
  projectId: text().primaryKey(),
  seq: bigint({ mode: "number" }).notNull(),
  /** Events after `seq` that the model holds, although one before them may still be uncommitted elsewhere. */
  beyond: jsonb().$type<number[]>().notNull().default([]),
  state: bytea().notNull(),
  takenAt: timestamp({ withTimezone: true }).notNull().default(sql`now()`),
});
