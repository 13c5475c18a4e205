import { RapportError } from "@rapport/contracts/errors";
import { segmentRuleSchema } from "@rapport/contracts/segment-rules";
import { printRule } from "@rapport/contracts/segment-text/print-rule";
import type { SegmentHistory, SegmentMember, UserSegments } from "@rapport/contracts/segments";
import type { MemberRow } from "@rapport/store/queries/segment-members";
import { listMemberRows, listSegmentSizes, readMemberships } from "@rapport/store/queries/segment-members";
import { listSegmentRows, listSegmentVersions } from "@rapport/store/queries/segments";
import type { Context } from "../context.ts";
import { requireProfile } from "../profiles/find-profile.ts";
import { formatProfileId, parseProfileId } from "../profiles/profile-id.ts";
import { readCursorTime } from "../profiles/read-cursor-time.ts";
import { requireSegment } from "./get-segment.ts";

const DAY_MS = 86_400_000;

/** Who is in a segment, the latest entry first. @throws RapportError `not_found` */
export async function listMembers(
  ctx: Context,
  { id, limit, cursor }: { id: string; limit: number; cursor?: string | undefined },
): Promise<{ data: SegmentMember[]; nextCursor: string | null }> {
  const { store, projectId } = ctx;
  await requireSegment(ctx, id);
  const before = cursor === undefined ? undefined : parseCursor(cursor);
  const rows = await listMemberRows(store.db, { projectId, segmentId: id, limit, before });
  const last = rows.at(-1);
  const next = last && rows.length === limit ? `${last.enteredAt}~${formatProfileId(last.profileId)}` : null;
  return { data: rows.map(toMember), nextCursor: next };
}

/** The segments that a person is in, by name. @throws RapportError `not_found` */
export async function listUserSegments(ctx: Context, { id }: { id: string }): Promise<UserSegments> {
  const { store, projectId } = ctx;
  const profile = await requireProfile(ctx, id);
  const [memberships, rows] = await Promise.all([
    readMemberships(store.db, projectId, [profile.id]),
    listSegmentRows(store.db, projectId),
  ]);
  const since = new Map(memberships.map(({ segmentId, enteredAt }) => [segmentId, enteredAt]));
  return {
    data: rows.flatMap((row) => {
      const enteredAt = since.get(row.id);
      return enteredAt === undefined ? [] : [{ id: row.id, name: row.name, enteredAt }];
    }),
  };
}

/** How a segment's size moved: the hours of the last `days` in which somebody entered or left. */
export async function getSegmentHistory(
  ctx: Context,
  { id, days }: { id: string; days: number },
): Promise<SegmentHistory> {
  await requireSegment(ctx, id);
  const sinceMs = ctx.now() - days * DAY_MS;
  return { data: await listSegmentSizes(ctx.store.db, { projectId: ctx.projectId, segmentId: id, sinceMs }) };
}

/** What a segment was, the latest version first. */
export async function listVersions(ctx: Context, { id }: { id: string }) {
  await requireSegment(ctx, id);
  const rows = await listSegmentVersions(ctx.store.db, ctx.projectId, id);
  return {
    data: rows.map(({ version, name, rule, changedAt, changedBy }) => ({
      version,
      name,
      text: printRule(segmentRuleSchema.parse(rule)),
      changedAt: changedAt.toISOString(),
      changedBy,
    })),
  };
}

function toMember({ profileId, userId, traits, eventCount, lastSeenAt, enteredAt }: MemberRow): SegmentMember {
  const id = formatProfileId(profileId);
  return { id, userId, identified: userId !== null, traits, eventCount, lastSeenAt, enteredAt };
}

function parseCursor(cursor: string): { enteredAt: string; profileId: string } {
  const [time = "", id = ""] = cursor.split("~");
  const enteredAt = readCursorTime(time);
  const profileId = parseProfileId(id);
  if (enteredAt !== undefined && profileId !== undefined) return { enteredAt, profileId };
  throw new RapportError("invalid_parameter", "The cursor is not one that this list has given", {
    fields: [{ pointer: "/cursor", message: "Pass nextCursor of the page before, unchanged" }],
  });
}
