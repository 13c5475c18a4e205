import { RapportError } from "@rapport/contracts/errors";
import { objectOf } from "@rapport/contracts/json";
import { LIMITS } from "@rapport/contracts/limits";
import { inspectValue } from "./inspect-value.ts";

/** Fields that a batch may say once for all its messages. */
const SHARED = ["context", "integrations"] as const;

/**
 * The messages of a batch with what the batch says for all of them; what a message says itself wins, key by key.
 * @throws RapportError invalid_body when a shared field is not usable; body_too_large when it would make too much of
 *   a small body
 */
export function shareFields(
  body: Record<string, unknown>,
  batch: readonly unknown[],
  bytes: number,
): readonly unknown[] {
  const shared = SHARED.flatMap((field) => {
    const value = readShared(body, field);
    return value === undefined ? [] : [{ field, value }];
  });
  if (shared.length === 0) return batch;
  // A small body could ask for gigabytes on the log: what is shared counts once for each message.
  const sharedBytes = Buffer.byteLength(JSON.stringify(shared.map(({ value }) => value)));
  if (bytes + sharedBytes * (batch.length - 1) > LIMITS.bodyBytes) throw tooMuch(shared[0]?.field ?? "context");
  return batch.map((message) => {
    if (typeof message !== "object" || message === null || Array.isArray(message)) return message;
    const own: Record<string, unknown> = { ...message };
    for (const { field, value } of shared) {
      const said = own[field];
      // What is no object is left for the message's own check to name.
      if (said === undefined || said === null || isObject(said)) own[field] = { ...value, ...objectOf(said) };
    }
    return own;
  });
}

function readShared(body: Record<string, unknown>, field: string): Record<string, unknown> | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  const issue = isObject(value) ? inspectValue(value) : { path: "", message: "must be an object" };
  if (issue === undefined) return objectOf(value);
  const pointer = `/${field}${issue.path}`;
  throw new RapportError("invalid_body", `${pointer} ${issue.message}`, {
    fields: [{ pointer, message: issue.message }],
  });
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function tooMuch(field: string): RapportError {
  const message = `counts once for each message and makes the batch larger than ${LIMITS.bodyBytes} bytes`;
  return new RapportError("body_too_large", `/${field} ${message}; send less in it, or smaller batches`, {
    fields: [{ pointer: `/${field}`, message }],
  });
}
