import { attempt } from "./attempt.ts";

/**
 * A UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then 72 random bits; sorts by the time of the call. Works
 * without `crypto.randomUUID` too (pages without TLS lack it), because an id generator that throws takes the host page
 * down with it. Both sources of chance are mixed in the last 48 bits: either alone would do, whatever a page has done
 * to the other.
 * @param nowMs whole milliseconds
 */
export const newId = (nowMs: number = Date.now()): string => {
  const time = nowMs.toString(16).padStart(12, "0");
  // From the variant on; a browser makes all digits of its UUID at once, in a tenth of the time of any other way.
  const drawn = attempt(() => crypto.randomUUID().slice(15)) ?? "000-8000-0";
  // Between 2⁴⁹ and 2⁵⁰: one leading digit, then twelve that count.
  const mixed = Number(`0x${drawn.slice(9)}`) + (2 + Math.random()) * 2 ** 48;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${drawn.slice(0, 9)}${mixed.toString(16).slice(1, 13)}`;
};
