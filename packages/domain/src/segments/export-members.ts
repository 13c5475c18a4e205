import type { SegmentMember } from "@rapport/contracts/segments";
import type { Context } from "../context.ts";
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
  yield toLine(HEADER);
  let cursor: string | undefined;
  do {
    const page = await listMembers(ctx, { id, limit: PAGE, cursor });
    if (page.data.length > 0) yield page.data.map(toFields).map(toLine).join("");
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

function toLine(fields: readonly string[]): string {
  return `${fields.map(quote).join(",")}\r\n`;
}

/**
 * Whoever owns the public key chooses names and traits, and a spreadsheet runs a field that begins like a formula: an
 * apostrophe before it makes it a text (OWASP, CSV injection).
 */
function quote(field: string): string {
  const safe = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
