import type { SegmentMember } from "@rapport/contracts/segments";
import type { Context } from "../context.ts";
import { toCsvLine } from "../files/to-csv-line.ts";
import { requireSegment } from "./get-segment.ts";
import { listMembers } from "./list-members.ts";

const PAGE = 1_000;
const HEADER = ["profileId", "userId", "email", "name", "enteredAt", "lastSeenAt", "eventCount", "traits"];

/**
 * The members of a segment as CSV (RFC 4180), page by page; whoever enters or leaves meanwhile may be in it or not.
 * @throws RapportError `not_found` before the first line
 */
export async function exportMembers(ctx: Context, { id }: { id: string }): Promise<AsyncGenerator<string>> {
  await requireSegment(ctx, id);
  return writeLines(ctx, id);
}

async function* writeLines(ctx: Context, id: string): AsyncGenerator<string> {
  yield toCsvLine(HEADER);
  let cursor: string | undefined;
  do {
    const page = await listMembers(ctx, { id, limit: PAGE, cursor });
    if (page.data.length > 0) yield page.data.map(toFields).map(toCsvLine).join("");
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

function toFields({ id, userId, traits, enteredAt, lastSeenAt, eventCount }: SegmentMember): string[] {
  const { email, name } = traits;
  return [
    id,
    userId ?? "",
    textOf(email),
    textOf(name),
    enteredAt,
    lastSeenAt,
    String(eventCount),
    JSON.stringify(traits),
  ];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
