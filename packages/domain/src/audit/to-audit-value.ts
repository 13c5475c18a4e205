import { hash } from "node:crypto";

/** Longest that a before or an after may be as JSON; a bulk upload is not kept twice. */
const MAX_LENGTH = 16_384;
/** Names of things that must not be readable later. */
const SECRET = /^(secret|password|token|signingSecret|apiKey|privateKey)$/i;

/** What people are, which must be erasable: no part of a chain that nobody may change. */
const PERSONAL = /^(traits|differences)$/;

/** A value as the audit log keeps it: plain JSON, secrets and what is personal struck out, and of what is too long only its hash. */
export function toAuditValue(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  const text = JSON.stringify(value, (key, part: unknown) =>
    (SECRET.test(key) || PERSONAL.test(key)) && part !== null ? "[struck out]" : part,
  );
  if (text === undefined) return null;
  if (text.length > MAX_LENGTH) return { tooLong: text.length, sha256: hash("sha256", text, "hex") };
  // NUL is valid in JSON text and in no Postgres jsonb.
  return JSON.parse(text.replaceAll("\\u0000", "")) as unknown;
}
