import { bigint, integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** How common what people do is, and how far the vectors follow the events. */
export const behaviourModels = pgTable("behaviour_models", {
  projectId: text().primaryKey(),
  /** Also the name of the space that its vectors stand in. */
  model: text().notNull(),
  dimension: integer().notNull(),
  /** See `BehaviourModel` of the engine. */
  counts: jsonb().$type<number[]>().notNull(),
  people: integer().notNull(),
  /** Everybody's direction when the model was made. */
  mean: jsonb().$type<number[]>().notNull().default([]),
  /** Events up to this number are in the vectors. */
  throughSeq: bigint({ mode: "number" }).notNull(),
  fittedAt: timestamp({ withTimezone: true }).notNull(),
});

/** A model that is being made: one at a time, whose space is given up when the attempt was cut off. */
export const behaviourFits = pgTable("behaviour_fits", {
  projectId: text().primaryKey(),
  model: text().notNull(),
  dimension: integer().notNull(),
  begunAt: timestamp({ withTimezone: true }).notNull(),
});
