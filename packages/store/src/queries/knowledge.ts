import { and, asc, count, desc, eq, getTableColumns, inArray, isNull, lt, ne, or, sql, sum } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { knowledgeChunks, knowledgeDocuments, knowledgeRevisions } from "../schema/knowledge.ts";

export type DocumentRow = typeof knowledgeDocuments.$inferSelect;
type Place = { projectId: string; id: string };

const at = ({ projectId, id }: Place) =>
  and(eq(knowledgeDocuments.projectId, projectId), eq(knowledgeDocuments.id, id));

/** Counts one more change of the project's documents; whoever else changes them waits until this transaction ends. */
export async function nextKnowledgeRevision(tx: Database, projectId: string): Promise<number> {
  const [row] = await tx
    .insert(knowledgeRevisions)
    .values({ projectId, revision: 1 })
    .onConflictDoUpdate({
      target: knowledgeRevisions.projectId,
      set: { revision: sql`${knowledgeRevisions.revision} + 1` },
    })
    .returning();
  return row?.revision ?? 1;
}

/** The latest change; 0 where there was none. */
export async function readKnowledgeRevision(db: Database, projectId: string): Promise<number> {
  const [row] = await db.select().from(knowledgeRevisions).where(eq(knowledgeRevisions.projectId, projectId));
  return row?.revision ?? 0;
}

/** Spaces of topics that are kept: a server that has learned them anew is a little ahead of another one. */
const KEPT_SPACES = 3;
type TopicSpaceRow = { name: string; dimension: number };

/** Notes a space that chunks of a project are to stand in. Answers those that are given up for it, which are to be emptied. */
export async function noteTopicSpace(
  tx: Database,
  { projectId, name, dimension }: TopicSpaceRow & { projectId: string },
): Promise<TopicSpaceRow[]> {
  const isOfProject = eq(knowledgeRevisions.projectId, projectId);
  const [row] = await tx.select().from(knowledgeRevisions).where(isOfProject).for("update");
  const others = (row?.topicSpaces ?? []).filter((space) => space.name !== name);
  const topicSpaces = [...others, { name, dimension }];
  await tx
    .update(knowledgeRevisions)
    .set({ topicSpaces: topicSpaces.slice(-KEPT_SPACES) })
    .where(isOfProject);
  return topicSpaces.slice(0, -KEPT_SPACES);
}

export async function insertDocument(tx: Database, row: DocumentRow): Promise<void> {
  await tx.insert(knowledgeDocuments).values(row);
}

/** Changes a document; undefined when there is none any more. */
export async function updateDocument(
  tx: Database,
  place: Place,
  change: Partial<Omit<DocumentRow, "projectId" | "id" | "createdAt">>,
): Promise<DocumentRow | undefined> {
  const [row] = await tx.update(knowledgeDocuments).set(change).where(at(place)).returning();
  return row;
}

export async function findDocument(db: Database, place: Place): Promise<DocumentRow | undefined> {
  const [row] = await db.select().from(knowledgeDocuments).where(at(place));
  return row;
}

/** The document of a key; keys are unique in a project. */
export async function findDocumentByKey(
  db: Database,
  { projectId, key }: { projectId: string; key: string },
): Promise<DocumentRow | undefined> {
  const [row] = await db
    .select()
    .from(knowledgeDocuments)
    .where(and(eq(knowledgeDocuments.projectId, projectId), eq(knowledgeDocuments.key, key)));
  return row;
}

export type DocumentListParams = {
  projectId: string;
  limit: number;
  beforeId?: string | undefined;
  state?: DocumentRow["state"] | undefined;
  /** Null: those that somebody added. */
  parentId: string | null;
};

/** Documents, the newest first. */
export async function listDocumentRows(db: Database, params: DocumentListParams): Promise<DocumentRow[]> {
  const { projectId, limit, beforeId, state, parentId } = params;
  return db
    .select()
    .from(knowledgeDocuments)
    .where(
      and(
        eq(knowledgeDocuments.projectId, projectId),
        beforeId === undefined ? undefined : lt(knowledgeDocuments.id, beforeId),
        state === undefined ? undefined : eq(knowledgeDocuments.state, state),
        parentId === null ? isNull(knowledgeDocuments.parentId) : eq(knowledgeDocuments.parentId, parentId),
      ),
    )
    .orderBy(desc(knowledgeDocuments.id))
    .limit(limit);
}

/** How many documents a project has, and how many chunks those have that are not `exceptId`. */
export async function countKnowledge(
  db: Database,
  projectId: string,
  exceptId: string,
): Promise<{ documents: number; chunks: number }> {
  const [row] = await db
    .select({ documents: count(), chunks: sum(knowledgeDocuments.chunks) })
    .from(knowledgeDocuments)
    .where(and(eq(knowledgeDocuments.projectId, projectId), ne(knowledgeDocuments.id, exceptId)));
  return { documents: Number(row?.documents ?? 0), chunks: Number(row?.chunks ?? 0) };
}

/** Removes a document with the pages that its crawl found; answers how many. */
export async function deleteDocumentRows(tx: Database, { projectId, id }: Place): Promise<number> {
  const mine = sql`(${knowledgeDocuments.id} = ${id} or ${knowledgeDocuments.parentId} = ${id})`;
  const rows = await tx
    .delete(knowledgeDocuments)
    .where(and(eq(knowledgeDocuments.projectId, projectId), mine))
    .returning({ id: knowledgeDocuments.id });
  for (const row of rows) await deleteChunks(tx, { projectId, documentId: row.id });
  return rows.length;
}

async function deleteChunks(tx: Database, place: { projectId: string; documentId: string }): Promise<void> {
  await tx
    .delete(knowledgeChunks)
    .where(and(eq(knowledgeChunks.projectId, place.projectId), eq(knowledgeChunks.documentId, place.documentId)));
}

export type NewChunk = { heading: string; text: string; url: string | null };
/** Rows of one statement: parameters are bounded at 65,535. */
const INSERT_ROWS = 1_000;

/** Puts these chunks in place of those that a document has. */
export async function replaceChunks(
  tx: Database,
  place: { projectId: string; documentId: string },
  chunks: readonly NewChunk[],
): Promise<void> {
  await deleteChunks(tx, place);
  for (let from = 0; from < chunks.length; from += INSERT_ROWS) {
    const rows = chunks.slice(from, from + INSERT_ROWS);
    await tx.insert(knowledgeChunks).values(rows.map((chunk, i) => ({ ...place, number: from + i, ...chunk })));
  }
}

export type ChunkRow = Omit<typeof knowledgeChunks.$inferSelect, "projectId">;

const { projectId: _, ...chunkColumns } = getTableColumns(knowledgeChunks);

/** The chunks of some documents, each document's in its order. */
export async function listChunks(db: Database, projectId: string, documentIds: readonly string[]): Promise<ChunkRow[]> {
  if (documentIds.length === 0) return [];
  return db
    .select(chunkColumns)
    .from(knowledgeChunks)
    .where(and(eq(knowledgeChunks.projectId, projectId), inArray(knowledgeChunks.documentId, [...documentIds])))
    .orderBy(asc(knowledgeChunks.documentId), asc(knowledgeChunks.number));
}

/** Chunks by their places, in no order; those that are gone are left out. */
export async function findChunks(
  db: Database,
  projectId: string,
  places: readonly { documentId: string; number: number }[],
): Promise<ChunkRow[]> {
  if (places.length === 0) return [];
  const one = ({ documentId, number }: { documentId: string; number: number }) =>
    and(eq(knowledgeChunks.documentId, documentId), eq(knowledgeChunks.number, number));
  return db
    .select(chunkColumns)
    .from(knowledgeChunks)
    .where(and(eq(knowledgeChunks.projectId, projectId), or(...places.map(one))));
}

export type IndexedDocument = Pick<DocumentRow, "id" | "kind" | "title" | "url" | "language" | "revision">;

/** Every document that has chunks, as an index in memory needs it. */
export async function listIndexedDocuments(db: Database, projectId: string): Promise<IndexedDocument[]> {
  const { id, kind, title, url, language, revision } = knowledgeDocuments;
  return db
    .select({ id, kind, title, url, language, revision })
    .from(knowledgeDocuments)
    .where(and(eq(knowledgeDocuments.projectId, projectId), sql`${knowledgeDocuments.chunks} > 0`))
    .orderBy(asc(id));
}

/** Ids and keys of the pages that a document's crawl found. */
export async function listChildren(
  db: Database,
  projectId: string,
  parentId: string,
): Promise<{ id: string; key: string }[]> {
  return db
    .select({ id: knowledgeDocuments.id, key: knowledgeDocuments.key })
    .from(knowledgeDocuments)
    .where(and(eq(knowledgeDocuments.projectId, projectId), eq(knowledgeDocuments.parentId, parentId)));
}
