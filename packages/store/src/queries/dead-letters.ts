import type { SQL } from "drizzle-orm";
import { and, asc, desc, eq, gt, gte, inArray, lt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { deadLetters } from "../schema/events.ts";

export type DeadLetterRow = typeof deadLetters.$inferSelect;

/**
 * Keeps an event that could not be applied, with the error; once, although isolating it may be cut short and run again.
 * One that fails again after a replay keeps its place and gets the new error.
 */
export async function upsertDeadLetter(
  db: Database,
  letter: { projectId: string; messageId: string; code: string; reason: string; event: string },
): Promise<void> {
  await db
    .insert(deadLetters)
    .values(letter)
    .onConflictDoUpdate({
      target: [deadLetters.projectId, deadLetters.messageId],
      set: { code: letter.code, reason: letter.reason, failedAt: sql`now()` },
    });
}

export type DeadLetterListParams = {
  projectId: string;
  limit: number;
  code?: string | undefined;
  /** The newest first, from here. */
  beforeId?: number | undefined;
};

/** Dead letters, the newest first. */
export async function listDeadLetterRows(db: Database, params: DeadLetterListParams): Promise<DeadLetterRow[]> {
  const conditions: (SQL | undefined)[] = [
    eq(deadLetters.projectId, params.projectId),
    params.beforeId === undefined ? undefined : lt(deadLetters.id, params.beforeId),
    params.code === undefined ? undefined : eq(deadLetters.code, params.code),
  ];
  return db
    .select()
    .from(deadLetters)
    .where(and(...conditions))
    .orderBy(desc(deadLetters.id))
    .limit(params.limit);
}

export type DeadLetterSelection = {
  projectId: string;
  limit: number;
  id?: number | undefined;
  afterId?: number | undefined;
  since?: string | undefined;
  code?: string | undefined;
};

/** Dead letters to replay, the oldest first: people's events are applied in their order. */
export async function selectDeadLetters(db: Database, params: DeadLetterSelection): Promise<DeadLetterRow[]> {
  const conditions: (SQL | undefined)[] = [
    eq(deadLetters.projectId, params.projectId),
    params.id === undefined ? undefined : eq(deadLetters.id, params.id),
    params.afterId === undefined ? undefined : gt(deadLetters.id, params.afterId),
    params.since === undefined ? undefined : gte(deadLetters.failedAt, new Date(params.since)),
    params.code === undefined ? undefined : eq(deadLetters.code, params.code),
  ];
  return db
    .select()
    .from(deadLetters)
    .where(and(...conditions))
    .orderBy(asc(deadLetters.id))
    .limit(params.limit);
}

/** Counts one more try of each. */
export async function markReplayed(db: Database, projectId: string, ids: readonly number[], now: Date): Promise<void> {
  await db
    .update(deadLetters)
    .set({ attempts: sql`${deadLetters.attempts} + 1`, replayedAt: now })
    .where(and(eq(deadLetters.projectId, projectId), inArray(deadLetters.id, [...ids])));
}

/** Removes letters whose events are stored. */
export async function deleteDeadLetters(db: Database, projectId: string, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await db.delete(deadLetters).where(and(eq(deadLetters.projectId, projectId), inArray(deadLetters.id, [...ids])));
}
