import { RapportError } from "@rapport/contracts/errors";
import type { ProfileSummary } from "@rapport/contracts/profiles";
import { listProfileRows } from "@rapport/store/queries/profiles";
import type { Context } from "../context.ts";
import { formatProfileId, parseProfileId } from "./profile-id.ts";
import { readCursorTime } from "./read-cursor-time.ts";

export type ListProfilesInput = { limit: number; cursor?: string | undefined; search?: string | undefined };

/** People, the last seen first. `search` looks into ids, e-mail and name. */
export async function listProfiles(
  ctx: Context,
  input: ListProfilesInput,
): Promise<{ data: ProfileSummary[]; nextCursor: string | null }> {
  const rows = await listProfileRows(ctx.store.db, {
    projectId: ctx.projectId,
    limit: input.limit,
    before: input.cursor === undefined ? undefined : parseCursor(input.cursor),
    search: input.search,
  });
  const data = rows.map((row) => ({
    id: formatProfileId(row.id),
    userId: row.userId,
    identified: row.userId !== null,
    traits: row.traits,
    eventCount: row.eventCount,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
  }));
  const last = data.at(-1);
  return { data, nextCursor: last && data.length === input.limit ? `${last.lastSeenAt}~${last.id}` : null };
}

function parseCursor(cursor: string): { lastSeenAt: string; id: string } {
  const [time = "", profileId = ""] = cursor.split("~");
  const lastSeenAt = readCursorTime(time);
  const id = parseProfileId(profileId);
  if (lastSeenAt === undefined || id === undefined) {
    throw new RapportError("invalid_parameter", "The cursor is not one that this list has given", {
      fields: [{ pointer: "/cursor", message: "Pass nextCursor of the page before, unchanged" }],
    });
  }
  return { lastSeenAt, id };
}
