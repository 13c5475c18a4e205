/**
 * A UUIDv7 (RFC 9562 §5.7) from a random UUID: 48 bits of Unix milliseconds, then 74 random bits; sorts by the time of
 * the call. Where the platform makes random UUIDs in native code, this is the faster way.
 */
export function newMessageId(nowMs: number, uuid: string): string {
  const time = Math.floor(nowMs).toString(16).padStart(12, "0");
  // From its third group on, a version 4 UUID differs from a version 7 one by the version digit alone.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${uuid.slice(15)}`;
}
