import type { MessageType } from "@rapport/contracts/messages";
import type { SQL } from "drizzle-orm";
import { and, asc, desc, eq, gt, inArray, lt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { events } from "../schema/events.ts";

export type EventRecord = typeof events.$inferSelect;

export type EventListParams = {
  projectId: string;
  limit: number;
  beforeSeq?: number | undefined;
  afterSeq?: number | undefined;
  type?: MessageType | undefined;
  name?: string | undefined;
  profileIds?: readonly string[] | undefined;
};

/** Events, the newest stored first. */
export async function listEventRows(db: Database, params: EventListParams): Promise<EventRecord[]> {
  return db
    .select()
    .from(events)
    .where(and(...conditionsOf(params)))
    .orderBy(desc(events.seq))
    .limit(params.limit);
}

/** Events after `afterSeq`, the oldest first: how readers catch up. */
export async function readEventsAfter(
  db: Database,
  params: { projectId: string; afterSeq: number; limit: number },
): Promise<EventRecord[]> {
  return db
    .select()
    .from(events)
    .where(and(...conditionsOf(params)))
    .orderBy(asc(events.seq))
    .limit(params.limit);
}

/** Events of some profiles, the latest time first; `before` is the last row of the page before. */
export async function listTimelineRows(
  db: Database,
  params: {
    projectId: string;
    profileIds: readonly string[];
    limit: number;
    before?: { timestamp: string; seq: number } | undefined;
  },
): Promise<EventRecord[]> {
  const conditions: (SQL | undefined)[] = conditionsOf({ projectId: params.projectId, profileIds: params.profileIds });
  if (params.before) {
    conditions.push(
      sql`(${events.timestamp}, ${events.seq}) < (${params.before.timestamp}::timestamptz, ${params.before.seq}::bigint)`,
    );
  }
  return db
    .select()
    .from(events)
    .where(and(...conditions))
    .orderBy(desc(events.timestamp), desc(events.seq))
    .limit(params.limit);
}

/** Sequence number of the newest event of a project; 0 when there is none. */
export async function getLastSeq(db: Database, projectId: string): Promise<number> {
  const [row] = await db
    .select({ seq: events.seq })
    .from(events)
    .where(eq(events.projectId, projectId))
    .orderBy(desc(events.seq))
    .limit(1);
  return row?.seq ?? 0;
}

function conditionsOf(params: Partial<EventListParams> & { projectId: string }): (SQL | undefined)[] {
  return [
    eq(events.projectId, params.projectId),
    params.beforeSeq === undefined ? undefined : lt(events.seq, params.beforeSeq),
    params.afterSeq === undefined ? undefined : gt(events.seq, params.afterSeq),
    params.type && eq(events.type, params.type),
    params.name === undefined ? undefined : eq(events.name, params.name),
    params.profileIds && inArray(events.profileId, [...params.profileIds]),
  ];
}
