import type { TraitDefinition } from "@rapport/contracts/computed-traits";
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

/** Version of each project's computed traits: what processes ask to know whether theirs are the newest. */
export const computedTraitSets = pgTable("computed_trait_sets", {
  projectId: text().primaryKey(),
  version: integer().notNull(),
});

/** Traits that are made of events, and how far their backfill is. */
export const computedTraits = pgTable(
  "computed_traits",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    key: text().notNull(),
    description: text().notNull(),
    definition: jsonb().$type<TraitDefinition>().notNull(),
    /** Whose values are this definition's; a changed definition begins with a new one. */
    stateId: uuid().notNull(),
    status: text().$type<"backfilling" | "active">().notNull(),
    /** Events with higher numbers are folded as they are stored; those up to it by the backfill. */
    throughSeq: bigint({ mode: "number" }).notNull(),
    /** The first number that there was. */
    fromSeq: bigint({ mode: "number" }).notNull(),
    /** The backfill has folded the events up to this number. */
    cursorSeq: bigint({ mode: "number" }).notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    uniqueIndex("computed_traits_key").on(table.projectId, table.key),
  ],
);

/** What the events of one person add up to in one trait. No row where none of them counts. */
export const computedTraitValues = pgTable(
  "computed_trait_values",
  {
    projectId: text().notNull(),
    stateId: uuid().notNull(),
    profileId: uuid().notNull(),
    /** See `TraitState` of the engine. */
    state: jsonb().$type<Record<string, unknown>>().notNull(),
    /** Value when it was last computed, null where the events say nothing; it changes by time at `due_at`. */
    value: jsonb(),
    isEstimate: boolean().notNull(),
    dueAt: timestamp({ withTimezone: true }),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.stateId, table.profileId] }),
    index("computed_trait_values_profile").on(table.projectId, table.profileId),
    index("computed_trait_values_due").on(table.dueAt).where(sql`due_at is not null`),
  ],
);
