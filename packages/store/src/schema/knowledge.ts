import { bigint, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

/** Documents that answers rest on; their text lies in their chunks. */
export const knowledgeDocuments = pgTable(
  "knowledge_documents",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    kind: text({ enum: ["text", "file", "url", "catalog", "content"] }).notNull(),
    /** The same key is the same document. */
    key: text().notNull(),
    title: text().notNull(),
    url: text(),
    language: text({ enum: ["en", "none"] }).notNull(),
    state: text({ enum: ["reading", "ready", "failed"] }).notNull(),
    error: text(),
    notes: jsonb().$type<string[]>().notNull(),
    parentId: text(),
    /** How a crawl goes: `{ depth, maxPages }`; null for what is read at once. */
    crawl: jsonb().$type<{ depth: number; maxPages: number }>(),
    /** SHA-256 of title, headings and text: what is the same is not written again. */
    hash: text().notNull(),
    characters: integer().notNull(),
    chunks: integer().notNull(),
    jobId: text(),
    /** The project's revision when its chunks last changed. */
    revision: bigint({ mode: "number" }).notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    uniqueIndex("knowledge_documents_key").on(table.projectId, table.key),
    index("knowledge_documents_parent").on(table.projectId, table.parentId),
  ],
);

/** Pieces of documents, as they are searched and cited. */
export const knowledgeChunks = pgTable(
  "knowledge_chunks",
  {
    projectId: text().notNull(),
    documentId: text().notNull(),
    /** Place in the document, from 0. */
    number: integer().notNull(),
    /** The headings that it stands under, the outermost first. */
    heading: text().notNull(),
    text: text().notNull(),
    /** Where a reader finds it; null where the document's own address says so. */
    url: text(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.documentId, table.number] })],
);

/** Counts each project's changes, so that every process knows when what it holds in memory is no longer current. */
export const knowledgeRevisions = pgTable("knowledge_revisions", {
  projectId: text().primaryKey(),
  revision: bigint({ mode: "number" }).notNull(),
  /** Spaces of the vector index that chunks stand in by their topics, the latest last; none where they are held in memory. */
  topicSpaces: jsonb().$type<{ name: string; dimension: number }[]>().notNull().default([]),
});
