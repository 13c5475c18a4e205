import { and, asc, desc, eq, gte, lt, lte, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { contentPieces } from "../schema/content.ts";

export type ContentRow = typeof contentPieces.$inferSelect;
type Place = { projectId: string; id: string };
const at = ({ projectId, id }: Place) => and(eq(contentPieces.projectId, projectId), eq(contentPieces.id, id));

type NewContent = Pick<
  ContentRow,
  "projectId" | "id" | "channel" | "title" | "runId" | "brief" | "variants" | "facts" | "createdAt"
>;

/** Writes pieces; those that their run has written before stay as they are. */
export async function insertContent(db: Database, rows: readonly NewContent[]): Promise<void> {
  const written = rows.map((row) => ({ ...row, updatedAt: row.createdAt }));
  if (rows.length > 0) await db.insert(contentPieces).values(written).onConflictDoNothing();
}

export async function getContentRow(db: Database, place: Place): Promise<ContentRow | undefined> {
  const [row] = await db.select().from(contentPieces).where(at(place));
  return row;
}

export type ContentListParams = {
  projectId: string;
  limit: number;
  state?: ContentRow["state"] | undefined;
  channel?: string | undefined;
  runId?: string | undefined;
  beforeId?: string | undefined;
};

/** Pieces of a project, the newest first. */
export async function listContentRows(db: Database, params: ContentListParams): Promise<ContentRow[]> {
  const { projectId, limit, state, channel, runId, beforeId } = params;
  const filter = and(
    eq(contentPieces.projectId, projectId),
    state === undefined ? undefined : eq(contentPieces.state, state),
    channel === undefined ? undefined : eq(contentPieces.channel, channel),
    runId === undefined ? undefined : eq(contentPieces.runId, runId),
    beforeId === undefined ? undefined : lt(contentPieces.id, beforeId),
  );
  return db.select().from(contentPieces).where(filter).orderBy(desc(contentPieces.id)).limit(limit);
}

export type ContentChange = Partial<
  Pick<ContentRow, "variants" | "state" | "decidedBy" | "publishAt" | "timeZone" | "publishedAt" | "experimentId">
>;

/** Changes a piece that is still as it was read; false when somebody was faster. */
export async function updateContent(db: Database, row: ContentRow, set: ContentChange, now: Date): Promise<boolean> {
  const rows = await db
    .update(contentPieces)
    .set({ ...set, updatedAt: now })
    .where(and(at(row), sql`${contentPieces.updatedAt} = ${row.updatedAt.toISOString()}`))
    .returning({ id: contentPieces.id });
  return rows.length > 0;
}

/** Pieces that have a time within a span, the earliest first. */
export async function listCalendarRows(
  db: Database,
  { projectId, from, until, limit }: { projectId: string; from: Date; until: Date; limit: number },
): Promise<ContentRow[]> {
  const { publishAt } = contentPieces;
  const filter = and(eq(contentPieces.projectId, projectId), gte(publishAt, from), lt(publishAt, until));
  return db.select().from(contentPieces).where(filter).orderBy(asc(publishAt), asc(contentPieces.id)).limit(limit);
}

/** Approved pieces whose time has come, the earliest first. */
export async function listDueContent(
  db: Database,
  { projectId, now, limit }: { projectId: string; now: Date; limit: number },
): Promise<ContentRow[]> {
  const isDue = and(eq(contentPieces.state, "approved"), lte(contentPieces.publishAt, now));
  return db
    .select()
    .from(contentPieces)
    .where(and(eq(contentPieces.projectId, projectId), isDue))
    .orderBy(asc(contentPieces.publishAt))
    .limit(limit);
}
