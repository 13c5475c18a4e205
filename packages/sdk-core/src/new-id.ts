import { attempt } from "./attempt.ts";

/**
 * A UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then 72 random bits; sorts by the time of the call. Works
 * without `crypto` too, because an id generator that throws takes the host page down with it. Both sources of chance
 * are mixed: it is as good as the better one, whatever a page has done to the other.
 */
export const newId = (nowMs: number = Date.now()): string => {
  const bytes = new Uint8Array(36);
  attempt(() => crypto.getRandomValues(bytes));
  const time = Math.floor(nowMs).toString(16).padStart(12, "0");
  return `${time.replace(/.{8}/, "$&-")}-7xxx-8xxx-xxxxxxxxxxxx`.replace(
    /x/g,
    (_, at) => (((bytes[at] as number) ^ (Math.random() * 256)) & 15).toString(16), // as: there are as many as places
  );
};
