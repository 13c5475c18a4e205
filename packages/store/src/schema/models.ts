import type { ModelKind, ModelMetrics, ModelStatus } from "@rapport/contracts/models";
import { sql } from "drizzle-orm";
import { bigint, integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

/** Trained versions of models; the learned numbers themselves are blobs. */
export const models = pgTable(
  "models",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    kind: text().$type<ModelKind>().notNull(),
    name: text().notNull(),
    version: integer().notNull(),
    status: text().$type<ModelStatus>().notNull(),
    dataFrom: timestamp({ withTimezone: true }).notNull(),
    dataTo: timestamp({ withTimezone: true }).notNull(),
    parameters: jsonb().$type<Record<string, unknown>>().notNull(),
    metrics: jsonb().$type<ModelMetrics>().notNull(),
    blobKey: text().notNull(),
    sizeBytes: bigint({ mode: "number" }).notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    activatedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    uniqueIndex("models_version").on(table.projectId, table.kind, table.name, table.version),
    // Two activations at once cannot both win.
    uniqueIndex("models_active").on(table.projectId, table.kind, table.name).where(sql`status = 'active'`),
  ],
);
