import type { RejectedEntry } from "./stream-entry.ts";

type RejectedBody = {
  /** The parsed message; undefined when the text is not JSON (or was cut off). */
  value: unknown;
  type: string | undefined;
  name: string | undefined;
  person: string | undefined;
};

const parsed = new WeakMap<RejectedEntry, RejectedBody>();

/** What can be read of a message that was refused; any part of it may be missing or wrong. */
export function readRejectedBody(entry: RejectedEntry): RejectedBody {
  const cached = parsed.get(entry);
  if (cached) return cached;
  const value = parseJson(entry.body);
  const fields: Record<string, unknown> = isRecord(value) ? value : {};
  const body = {
    value,
    type: text(fields.type),
    name: text(fields.event) ?? text(fields.name),
    person: text(fields.userId) ?? text(fields.anonymousId),
  };
  parsed.set(entry, body);
  return body;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
