import { and, desc, eq, gte, isNotNull, lt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { events } from "../schema/events.ts";
import { profiles } from "../schema/profiles.ts";

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

/** Track events that were stored before `beforeSeq` and happened at `since` or later, the latest stored first. */
export async function listTrainingEvents(
  db: Database,
  params: { projectId: string; beforeSeq?: number | undefined; since: Date; limit: number },
): Promise<TrainingEventRow[]> {
  const { seq, profileId, name, timestamp, payload, userId, enrichment } = events;
  return db
    .select({
      ...{ seq, profileId, name, timestamp, userId, enrichment },
      properties: sql<unknown>`${payload} -> 'properties'`,
    })
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
