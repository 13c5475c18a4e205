import type { Environment } from "./environment.ts";

/** A UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then 74 random bits; sorts by the time of the call. */
export function newMessageId(environment: Pick<Environment, "now" | "newUuid">): string {
  const time = Math.floor(environment.now()).toString(16).padStart(12, "0");
  // From its third group on, a version 4 UUID differs from a version 7 one by the version digit alone.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${environment.newUuid().slice(15)}`;
}
