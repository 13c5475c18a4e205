import type { TriggerAction, TriggerSource } from "@rapport/contracts/triggers";
import {
  boolean,
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

/** What is watched, and what a crossing starts. */
export const triggers = pgTable(
  "triggers",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    enabled: boolean().notNull(),
    source: jsonb().$type<TriggerSource>().notNull(),
    /** `segment <id> <entered|exited>` or `intent:<goal>`: what a change is looked up by. */
    watches: text().notNull(),
    action: jsonb().$type<TriggerAction>().notNull(),
    cooldownSeconds: integer().notNull(),
    ratePerHour: integer(),
    /** Who was beyond an intent's threshold before this does not cross it. */
    watchesSince: timestamp({ withTimezone: true }).notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    index("triggers_watches").on(table.projectId, table.watches),
  ],
);

/** On which side of an intent's threshold a person is. */
export const triggerSides = pgTable(
  "trigger_sides",
  {
    projectId: text().notNull(),
    triggerId: text().notNull(),
    profileId: uuid().notNull(),
    isBeyond: boolean().notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.triggerId, table.profileId] })],
);

/** Crossings, written in the transaction of the change that they are; `waiting` ones are still to be told. */
export const triggerCrossings = pgTable(
  "trigger_crossings",
  {
    projectId: text().notNull(),
    triggerId: text().notNull(),
    /** Time-ordered; with the trigger's, the key that makes it fire once. */
    id: uuid().notNull(),
    profileId: uuid().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    state: text({ enum: ["waiting", "fired", "held_back", "failed"] })
      .notNull()
      .default("waiting"),
    reason: text(),
    probability: doublePrecision(),
    startedId: text(),
    firedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.triggerId, table.id] }),
    index("trigger_crossings_state").on(table.projectId, table.state, table.id),
    index("trigger_crossings_fired").on(table.projectId, table.triggerId, table.firedAt),
    index("trigger_crossings_person").on(table.projectId, table.triggerId, table.profileId, table.firedAt),
  ],
);
