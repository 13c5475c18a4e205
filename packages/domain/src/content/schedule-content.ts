import type { CalendarEntry, ContentCalendar, ContentPiece, ScheduleContent } from "@rapport/contracts/content";
import { CONTENT_LIMITS } from "@rapport/contracts/content";
import { RapportError } from "@rapport/contracts/errors";
import type { ContentRow } from "@rapport/store/queries/content";
import { listCalendarRows } from "@rapport/store/queries/content";
import type { Context } from "../context.ts";
import { changeContent } from "./change-content.ts";
import { toChannel } from "./to-piece.ts";

/**
 * Gives a piece a time on the calendar, or another one. It is published then if it is approved by that time.
 * @throws RapportError not_found; conflict when it is published; invalid_body when the time has passed
 */
export function scheduleContent(ctx: Context, id: string, input: ScheduleContent): Promise<ContentPiece> {
  const { publishAt, timeZone } = input;
  return changeContent(ctx, id, async () => {
    const at = new Date(publishAt);
    if (at.getTime() > ctx.now()) return { publishAt: at, timeZone };
    throw new RapportError("invalid_body", "/publishAt: must lie in the future", {
      fields: [{ pointer: "/publishAt", message: "must lie in the future" }],
    });
  });
}

/** Takes a piece off the calendar. @throws RapportError not_found; conflict when it is published */
export function unscheduleContent(ctx: Context, id: string): Promise<ContentPiece> {
  return changeContent(ctx, id, async () => ({ publishAt: null, timeZone: null }));
}

/** Pieces with a time within a span, the earliest first. */
export async function readCalendar(
  { store, projectId }: Context,
  { from, until }: { from: string; until: string },
): Promise<ContentCalendar> {
  const limit = CONTENT_LIMITS.calendarPieces;
  const span = { projectId, from: new Date(from), until: new Date(until), limit: limit + 1 };
  const rows = await listCalendarRows(store.db, span);
  return { data: rows.slice(0, limit).flatMap(toEntry), more: rows.length > limit };
}

function toEntry({
  id,
  channel,
  title,
  state,
  publishAt,
  publishedAt,
  timeZone,
  variants,
}: ContentRow): CalendarEntry[] {
  if (publishAt === null) return [];
  return [
    {
      id,
      channel: toChannel(channel),
      title,
      state,
      timeZone,
      publishAt: publishAt.toISOString(),
      publishedAt: publishedAt?.toISOString() ?? null,
      problems: variants.reduce((sum, { problems }) => sum + problems.length, 0),
    },
  ];
}
