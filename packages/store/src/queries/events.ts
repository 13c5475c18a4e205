import type { MessageType } from "@rapport/contracts/messages";
import type { TimelineKind } from "@rapport/contracts/profiles";
import type { SQL } from "drizzle-orm";
import { and, asc, desc, eq, getTableColumns, gt, inArray, lt, or, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { events } from "../schema/events.ts";
import { profiles } from "../schema/profiles.ts";
import { jsonRows, toNumber } from "./raw.ts";
import { ofTimelineKinds } from "./timeline-kinds.ts";

export type EventRecord = typeof events.$inferSelect;

export type EventListParams = {
  projectId: string;
  limit: number;
  beforeSeq?: number | undefined;
  afterSeq?: number | undefined;
  type?: MessageType | undefined;
  name?: string | undefined;
  /** A living profile; those that were merged into it count too. */
  profileId?: string | undefined;
};

/** Events, the newest stored first. */
export async function listEventRows(db: Database, params: EventListParams): Promise<EventRecord[]> {
  return db
    .select()
    .from(events)
    .where(
      and(
        ...conditionsOf(params),
        params.profileId === undefined
          ? undefined
          : inArray(events.profileId, selectAliases(db, params.projectId, params.profileId)),
      ),
    )
    .orderBy(desc(events.seq))
    .limit(params.limit);
}

/** Events after `afterSeq` without those in `skip`, the oldest first: how readers catch up. */
export async function readEventsAfter(
  db: Database,
  params: { projectId: string; afterSeq: number; limit: number; skip?: readonly number[] },
): Promise<EventRecord[]> {
  return db
    .select()
    .from(events)
    .where(and(...conditionsOf(params), notAmong(params.skip ?? [])))
    .orderBy(asc(events.seq))
    .limit(params.limit);
}

/** Leaves out the events of these numbers. */
export function notAmong(seqs: readonly number[]): SQL | undefined {
  if (seqs.length === 0) return undefined;
  return sql`${events.seq} not in (select value::bigint from json_array_elements_text(${jsonRows(seqs)}))`;
}

/**
 * Events of a profile and of those merged into it, the latest time first; `before` is the last row of the page before.
 * Each profile gives one page at most, read backwards from its index, however many events it has.
 */
export async function listTimelineRows(
  db: Database,
  params: {
    projectId: string;
    profileId: string;
    limit: number;
    before?: { timestamp: string; seq: number } | undefined;
    kinds?: readonly TimelineKind[] | undefined;
  },
): Promise<EventRecord[]> {
  const { projectId, before, limit, kinds } = params;
  const aliases = selectAliases(db, projectId, params.profileId).as("aliases");
  const page = db
    .select()
    .from(events)
    .where(
      and(
        eq(events.projectId, projectId),
        eq(events.profileId, aliases.id),
        kinds && ofTimelineKinds(kinds),
        before && sql`(${events.timestamp}, ${events.seq}) < (${before.timestamp}::timestamptz, ${before.seq}::bigint)`,
      ),
    )
    .orderBy(desc(events.timestamp), desc(events.seq))
    .limit(limit)
    .as("page");
  const rows = await db
    .select()
    .from(aliases)
    .crossJoinLateral(page)
    .orderBy(desc(page.timestamp), desc(page.seq))
    .limit(limit);
  return rows.map((row) => row.page);
}

/** A profile and all that were merged into it: where its events may stand. In the statement, as they may be any number. */
function selectAliases(db: Database, projectId: string, profileId: string) {
  return db
    .select({ id: profiles.id })
    .from(profiles)
    .where(and(eq(profiles.projectId, projectId), or(eq(profiles.id, profileId), eq(profiles.mergedInto, profileId))));
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

/** What was sent by or for a profile after `afterSeq`, in order: a part of each event that says who it was. */
export async function readEventsOf(
  db: Database,
  params: { projectId: string; profileId: string; afterSeq: number; limit: number },
) {
  const { id, day, seq, anonymousId, userId } = getTableColumns(events);
  return db
    .select({ id, day, seq, anonymousId, userId })
    .from(events)
    .where(
      and(
        eq(events.projectId, params.projectId),
        eq(events.profileId, params.profileId),
        gt(events.seq, params.afterSeq),
      ),
    )
    .orderBy(asc(events.seq))
    .limit(params.limit);
}

/** Number of the last event that was stored in any project; later ones have higher numbers. */
export async function readStoreSeq(tx: Database): Promise<number> {
  const [row] = await tx.execute<{ seq: unknown }>(
    sql`select case when is_called then last_value else 0 end as seq from events_seq_seq`,
  );
  return toNumber(row?.seq);
}

function conditionsOf(params: Partial<EventListParams> & { projectId: string }): (SQL | undefined)[] {
  return [
    eq(events.projectId, params.projectId),
    params.beforeSeq === undefined ? undefined : lt(events.seq, params.beforeSeq),
    params.afterSeq === undefined ? undefined : gt(events.seq, params.afterSeq),
    params.type && eq(events.type, params.type),
    params.name === undefined ? undefined : eq(events.name, params.name),
  ];
}
