import { rejectCodeSchema } from "@rapport/contracts/errors";
import type { RejectedPage } from "@rapport/contracts/rejected";
import { listRejectedCounts, listRejectedRows } from "@rapport/store/queries/rejected";
import type { Context } from "../context.ts";

/** Counts shown: every code of every day that is kept. */
const COUNTS = 500;

/** Messages that were rejected at the door: samples, the newest first, and exact counts by day and reason. */
export async function listRejected(
  ctx: Context,
  input: { limit: number; cursor?: string | undefined; code?: string | undefined },
): Promise<RejectedPage> {
  const { store, projectId } = ctx;
  const beforeId = input.cursor === undefined ? undefined : Number(input.cursor);
  const rows = await listRejectedRows(store.db, { projectId, limit: input.limit, code: input.code, beforeId });
  const counts = await listRejectedCounts(store.db, projectId, COUNTS);
  const last = rows.at(-1);
  return {
    data: rows.map(({ projectId: _, day: __, receivedAt, code, ...rest }) => ({
      ...rest,
      code: rejectCodeSchema.parse(code),
      receivedAt: receivedAt.toISOString(),
    })),
    counts: counts.map(({ day, code, count }) => ({ day, code: rejectCodeSchema.parse(code), count })),
    nextCursor: last && rows.length === input.limit ? String(last.id) : null,
  };
}
