import { RapportError } from "@rapport/contracts/errors";
import { deriveKey } from "@rapport/domain/events/event-key";

/** Deeper records are rejected by the server anyway (its limit is 32); the bound keeps a hostile line off the stack. */
const MAX_DEPTH = 64;

/**
 * The record's own messageId, or one made from its content: the first 128 bits of the SHA-256 of the record with sorted
 * keys, as a UUIDv8 (RFC 9562 §5.8). The same record gets the same id in every run, so that importing it again changes
 * nothing; two equal records are one event.
 * @throws RapportError `invalid_body` when the record is nested deeper than 64 levels
 */
export function deriveMessageId(record: Readonly<Record<string, unknown>>): string {
  const given = record.messageId;
  if ((typeof given === "string" && given !== "") || typeof given === "number") return String(given);
  const { messageId: _absent, ...content } = record;
  return deriveKey(canonical(content, 0));
}

function canonical(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new RapportError("invalid_body", `The record is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  // By code units, not by locale: the order must be the same on every machine.
  entries.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item, depth + 1)}`).join(",")}}`;
}
