import type { GoalDefinition } from "@rapport/contracts/intents";
import { bigint, doublePrecision, index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** Goals that a project defined, also in place of a built-in one. */
export const intentGoals = pgTable(
  "intent_goals",
  {
    projectId: text().notNull(),
    key: text().notNull(),
    definition: jsonb().$type<GoalDefinition>().notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.key] })],
);

/**
 * What the models said of each person when they were last asked, for whoever has to choose among all: `intent:<goal>` is a
 * probability, other names are those of `SCORES`.
 */
export const profileScores = pgTable(
  "profile_scores",
  {
    projectId: text().notNull(),
    name: text().notNull(),
    profileId: uuid().notNull(),
    value: doublePrecision().notNull(),
    /** Version of the model that said it. */
    modelId: text().notNull(),
    scoredAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.name, table.profileId] }),
    index("profile_scores_profile").on(table.projectId, table.profileId),
  ],
);

/** How far the scores of a project follow its events and its models. */
export const profileScoreMarks = pgTable("profile_score_marks", {
  projectId: text().primaryKey(),
  /** Events up to this number are in the scores. */
  throughSeq: bigint({ mode: "number" }).notNull(),
  /** Ids of the models that everybody was scored by. */
  modelIds: jsonb().$type<string[]>().notNull(),
  /** When everybody was scored last: scores change by time alone, too. */
  scoredAt: timestamp({ withTimezone: true }).notNull(),
});
