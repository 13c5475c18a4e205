import { createHash } from "node:crypto";

/** Tells equal values from different ones without keeping them: the first 16 hexadecimal digits of SHA-256 over the JSON. */
export function digest(value: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(value) ?? "")
    .digest("hex")
    .slice(0, 16);
}
