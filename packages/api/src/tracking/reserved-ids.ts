/** What broken clients send as ids. One profile for all of them would join strangers. */
const RESERVED = new Set([
  "null",
  "undefined",
  "none",
  "nil",
  "nan",
  "true",
  "false",
  "0",
  "anonymous",
  "guest",
  "unknown",
  "[object object]",
  "distinct_id",
  "distinctid",
  "userid",
  "user_id",
  "anonymousid",
  "anonymous_id",
  "not_authenticated",
  "00000000-0000-0000-0000-000000000000",
]);

/** True for an id that cannot be one person's, quoted forms included. */
export function isReservedId(id: string): boolean {
  if (id.length > 40) return false;
  return RESERVED.has(id.toLowerCase().replaceAll(/^["'`]+|["'`]+$/g, ""));
}
