import { bigint, customType, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** Where each space of vectors stands; its row is locked by whoever writes to the space, so versions are the order of commits. */
export const vectorSpaces = pgTable(
  "vector_spaces",
  {
    projectId: text().notNull(),
    /** Name and dimension. */
    space: text().notNull(),
    /** Of the last write. */
    version: bigint({ mode: "number" }).notNull(),
    /** Whoever follows the space from before this version begins anew: what was deleted until then is forgotten. */
    forgottenThrough: bigint({ mode: "number" }).notNull(),
    /** Differs from that of a dropped space of the same name. */
    epoch: text().notNull(),
    /** Version up to which an outside engine has the entries; null where none follows. */
    mirroredThrough: bigint({ mode: "number" }),
    /** Until when one server alone brings changes to that engine; null while none does. */
    mirrorLeaseUntil: timestamp({ withTimezone: true }),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.space] })],
);

/** Vectors by their space and id. */
export const vectorEntries = pgTable(
  "vector_entries",
  {
    projectId: text().notNull(),
    space: text().notNull(),
    id: text().notNull(),
    version: bigint({ mode: "number" }).notNull(),
    /** 32-bit floats, little-endian; null once it is deleted, so that those who follow hear of it. */
    vector: bytea(),
    labels: jsonb().$type<Record<string, string>>(),
    deletedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.space, table.id] }),
    uniqueIndex("vector_entries_version").on(table.projectId, table.space, table.version, table.id),
  ],
);
