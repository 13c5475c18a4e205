/**
 * What broken clients send as ids: empty values written as text, names of fields instead of their contents, words for
 * “nobody”. One profile for all of them would join strangers.
 */
const RESERVED = new Set([
  "null",
  "(null)",
  "<null>",
  "undefined",
  "none",
  "nil",
  "<nil>",
  "nan",
  "n/a",
  "true",
  "false",
  "infinity",
  "-infinity",
  "[object object]",
  "[object undefined]",
  "[object null]",
  "[]",
  "{}",
  "anonymous",
  "anonymous_user",
  "anon",
  "guest",
  "unknown",
  "not_authenticated",
  "not authenticated",
  "unauthenticated",
  "not_set",
  "(not set)",
  "id",
  "uid",
  "uuid",
  "guid",
  "email",
  "distinct_id",
  "distinctid",
  "userid",
  "user_id",
  "user id",
  "anonymousid",
  "anonymous_id",
  "groupid",
  "group_id",
  "previousid",
  "previous_id",
]);

/** Longest text that can be a reserved one: a braced UUID in quotes. Longer ones are let pass unread, for speed. */
const MAX_LENGTH = 48;
/** Quotes of any kind, their escapes, blanks and characters that nobody sees. */
const AROUND = /^[\s"'`´‘’“”«»\\\p{Cf}]+|[\s"'`´‘’“”«»\\\p{Cf}]+$/gu;
/** Zero in any form: `0`, `-0`, `0.00`, `0x0`, and UUIDs of zeros, braced or not. */
const ZERO = /^[-+]?\{?0[0.x-]*\}?$/;

/** True for an id that cannot be one person's or group's: in any case, padded, quoted, or quoted twice. */
export function isReservedId(id: string): boolean {
  if (id.length > MAX_LENGTH && id.replaceAll(AROUND, "").length > MAX_LENGTH) return false;
  const bare = id.replaceAll(AROUND, "").toLowerCase();
  return bare === "" || RESERVED.has(bare) || ZERO.test(bare);
}
