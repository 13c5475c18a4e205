import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { rejectedDaily, rejectedEvents } from "../schema/rejected.ts";
import { jsonRows } from "./raw.ts";

export type RejectedRow = typeof rejectedEvents.$inferSelect;
export type RejectedCountRow = typeof rejectedDaily.$inferSelect;

/** One sample as it is inserted; `receivedAt` is RFC 3339. */
export type NewRejectedRow = Omit<RejectedRow, "id" | "receivedAt"> & { receivedAt: string };

/** Keeps samples of rejected messages. */
export async function insertRejected(db: Database, rows: readonly NewRejectedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db.execute(sql`
    insert into rejected_events (project_id, day, received_at, code, pointer, message, message_id, payload, truncated)
    select r."projectId", r.day, r."receivedAt", r.code, r.pointer, r.message, r."messageId", r.payload, r.truncated
    from json_to_recordset(${jsonRows(rows)}) as r("projectId" text, day date, "receivedAt" timestamptz, code text,
      pointer text, message text, "messageId" text, payload text, truncated boolean)`);
}

/** Adds to the counts of rejected messages. */
export async function addRejectedCounts(db: Database, rows: readonly RejectedCountRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db.execute(sql`
    insert into rejected_daily (project_id, day, code, count)
    select r."projectId", r.day, r.code, r.count
    from json_to_recordset(${jsonRows(rows)}) as r("projectId" text, day date, code text, count bigint)
    order by 1, 2, 3
    on conflict (project_id, day, code) do update set count = rejected_daily.count + excluded.count`);
}

/** How many samples a project has of one day, by code. */
export async function countSamples(db: Database, projectId: string, day: string): Promise<Map<string, number>> {
  const rows = await db
    .select({ code: rejectedEvents.code, count: sql<unknown>`count(*)` })
    .from(rejectedEvents)
    .where(and(eq(rejectedEvents.projectId, projectId), eq(rejectedEvents.day, day)))
    .groupBy(rejectedEvents.code);
  return new Map(rows.map(({ code, count }) => [code, Number(count)]));
}

/** Samples of rejected messages, the newest first. */
export async function listRejectedRows(
  db: Database,
  params: { projectId: string; limit: number; code?: string | undefined; beforeId?: number | undefined },
): Promise<RejectedRow[]> {
  return db
    .select()
    .from(rejectedEvents)
    .where(
      and(
        eq(rejectedEvents.projectId, params.projectId),
        params.code === undefined ? undefined : eq(rejectedEvents.code, params.code),
        params.beforeId === undefined ? undefined : lt(rejectedEvents.id, params.beforeId),
      ),
    )
    .orderBy(desc(rejectedEvents.id))
    .limit(params.limit);
}

/** Counts of rejected messages, the newest day first. */
export async function listRejectedCounts(db: Database, projectId: string, limit: number): Promise<RejectedCountRow[]> {
  return db
    .select()
    .from(rejectedDaily)
    .where(eq(rejectedDaily.projectId, projectId))
    .orderBy(desc(rejectedDaily.day), desc(rejectedDaily.count))
    .limit(limit);
}

/** Forgets samples and counts of days before this one. */
export async function deleteRejectedBefore(db: Database, projectId: string, day: string): Promise<void> {
  await db.delete(rejectedEvents).where(and(eq(rejectedEvents.projectId, projectId), lt(rejectedEvents.day, day)));
  await db.delete(rejectedDaily).where(and(eq(rejectedDaily.projectId, projectId), lt(rejectedDaily.day, day)));
}
