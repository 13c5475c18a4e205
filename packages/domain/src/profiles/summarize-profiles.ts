import type { ProfileSummary } from "@rapport/contracts/profiles";
import { readProfileRows } from "@rapport/store/queries/profiles";
import type { Context } from "../context.ts";
import { formatProfileId } from "./profile-id.ts";

/** Rows of the people list for these profiles. */
export async function summarizeProfiles(ctx: Context, ids: readonly string[]): Promise<ProfileSummary[]> {
  const rows = ids.length === 0 ? [] : await readProfileRows(ctx.store.db, ctx.projectId, ids);
  return rows.map((row) => ({
    id: formatProfileId(row.id),
    userId: row.userId,
    identified: row.userId !== null,
    traits: row.traits,
    eventCount: row.eventCount,
    firstSeenAt: row.firstSeenAt,
    lastSeenAt: row.lastSeenAt,
  }));
}
