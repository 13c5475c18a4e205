import { and, asc, desc, eq, gt, gte, isNotNull, lt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { events } from "../schema/events.ts";
import { profiles } from "../schema/profiles.ts";
import { notAmong } from "./events.ts";

/** The part of a track event that models of items learn from. */
export type TrainingEventRow = {
  seq: number;
  profileId: string;
  name: string;
  timestamp: Date;
  properties: unknown;
  userId: string | null;
  enrichment: Record<string, unknown>;
};

const { seq, profileId, name, timestamp, payload, userId, enrichment } = events;
const COLUMNS = {
  ...{ seq, profileId, name, timestamp, userId, enrichment },
  properties: sql<unknown>`${payload} -> 'properties'`,
};

/** Track events that were stored before `beforeSeq` and happened at `since` or later, the latest stored first. */
export async function listTrainingEvents(
  db: Database,
  params: { projectId: string; beforeSeq?: number | undefined; since: Date; limit: number },
): Promise<TrainingEventRow[]> {
  return db
    .select(COLUMNS)
    .from(events)
    .where(
      and(
        eq(events.projectId, params.projectId),
        eq(events.type, "track"),
        gte(timestamp, params.since),
        params.beforeSeq === undefined ? undefined : lt(seq, params.beforeSeq),
      ),
    )
    .orderBy(desc(seq))
    .limit(params.limit);
}

/** Track events after `afterSeq` without those in `skip`, the oldest stored first: how models catch up. */
export async function readTrainingEventsAfter(
  db: Database,
  params: { projectId: string; afterSeq: number; limit: number; skip?: readonly number[] },
): Promise<TrainingEventRow[]> {
  return db
    .select(COLUMNS)
    .from(events)
    .where(
      and(
        eq(events.projectId, params.projectId),
        eq(events.type, "track"),
        gt(seq, params.afterSeq),
        notAmong(params.skip ?? []),
      ),
    )
    .orderBy(asc(seq))
    .limit(params.limit);
}

/** Which profile each merged one is part of now. */
export async function listMergedProfiles(
  db: Database,
  projectId: string,
): Promise<{ id: string; into: string | null }[]> {
  return db
    .select({ id: profiles.id, into: profiles.mergedInto })
    .from(profiles)
    .where(and(eq(profiles.projectId, projectId), isNotNull(profiles.mergedInto)));
}
