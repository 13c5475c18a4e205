import { RapportError } from "@rapport/contracts/errors";
import type { TimelineEntry, TimelineKind } from "@rapport/contracts/profiles";
import { listTimelineRows } from "@rapport/store/queries/events";
import { listMergesOfEvents } from "@rapport/store/queries/merges";
import { timelineKindOf } from "@rapport/store/queries/timeline-kinds";
import type { Context } from "../context.ts";
import { toStoredEvent } from "../events/to-stored-event.ts";
import { formatMergeId } from "../identity/merge-id.ts";
import { requireProfile } from "./find-profile.ts";
import { readCursorTime } from "./read-cursor-time.ts";

/** Pause that ends a visit when the SDK names no session; the web's usual 30 minutes. */
const SESSION_GAP_MS = 30 * 60_000;

export type GetTimelineInput = {
  id: string;
  limit: number;
  cursor?: string | undefined;
  /** Only entries of these kinds; all when absent. */
  kinds?: readonly TimelineKind[] | undefined;
};

/**
 * One person's events, the latest first, numbered by visit from the newest of the page: neighbours belong together
 * when they carry the same session id, or lie within 30 minutes where one of them carries none.
 */
export async function getTimeline(
  ctx: Context,
  input: GetTimelineInput,
): Promise<{ data: TimelineEntry[]; nextCursor: string | null }> {
  const profile = await requireProfile(ctx, input.id);
  const rows = await listTimelineRows(ctx.store.db, {
    projectId: ctx.projectId,
    profileId: profile.id,
    limit: input.limit,
    before: input.cursor === undefined ? undefined : parseCursor(input.cursor),
    kinds: input.kinds,
  });
  const merges = await listMergesOfEvents(
    ctx.store.db,
    ctx.projectId,
    rows.map(({ id }) => id),
  );
  const mergesOf = Map.groupBy(merges, ({ eventId }) => eventId);
  let session = 0;
  const data = rows.map((row, i): TimelineEntry => {
    const newer = rows[i - 1];
    if (newer && !sameVisit(newer, row)) session++;
    const merges = (mergesOf.get(row.id) ?? []).map(({ id, undoneAt }) => ({
      id: formatMergeId(id),
      undoneAt: undoneAt?.toISOString() ?? null,
    }));
    return { ...toStoredEvent(row), session, kind: timelineKindOf(row), mergeIds: merges.map(({ id }) => id), merges };
  });
  const last = data.at(-1);
  return { data, nextCursor: last && rows.length === input.limit ? `${last.timestamp}~${last.seq}` : null };
}

type Visited = { sessionId: string | null; timestamp: Date };

function sameVisit(newer: Visited, older: Visited): boolean {
  if (newer.sessionId !== null && older.sessionId !== null) return newer.sessionId === older.sessionId;
  return newer.timestamp.getTime() - older.timestamp.getTime() <= SESSION_GAP_MS;
}

function parseCursor(cursor: string): { timestamp: string; seq: number } {
  const [time = "", seq = ""] = cursor.split("~");
  const timestamp = readCursorTime(time);
  if (timestamp === undefined || !/^\d{1,15}$/.test(seq)) {
    throw new RapportError("invalid_parameter", "The cursor is not one that this list has given", {
      fields: [{ pointer: "/cursor", message: "Pass nextCursor of the page before, unchanged" }],
    });
  }
  return { timestamp, seq: Number(seq) };
}
