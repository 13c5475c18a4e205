import { bigint, integer, jsonb, pgTable, primaryKey, real, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** How common what people do is, and how far the vectors follow the events. */
export const behaviourModels = pgTable("behaviour_models", {
  projectId: text().primaryKey(),
  model: text().notNull(),
  dimension: integer().notNull(),
  /** See `BehaviourModel` of the engine. */
  counts: jsonb().$type<number[]>().notNull(),
  people: integer().notNull(),
  /** Events up to this number are in the vectors. */
  throughSeq: bigint({ mode: "number" }).notNull(),
  fittedAt: timestamp({ withTimezone: true }).notNull(),
});

/** The direction of each person's behaviour. */
export const profileVectors = pgTable(
  "profile_vectors",
  {
    projectId: text().notNull(),
    profileId: uuid().notNull(),
    model: text().notNull(),
    vector: real().array().notNull(),
  },
  (table) => [
    // The vectors of a new model stand beside those of the old one until all are there.
    primaryKey({ columns: [table.projectId, table.model, table.profileId] }),
  ],
);
