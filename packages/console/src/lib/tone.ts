import { MESSAGE_TYPES } from "@rapport/contracts/messages";

/** One of the six hues of tokens.css; the same text always gets the same one. */
export function toneOf(text: string): (typeof MESSAGE_TYPES)[number] {
  // FNV-1a, 32 bit, its high bits folded in: short texts that differ by one letter fall apart.
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return MESSAGE_TYPES[(hash ^ (hash >>> 15)) % MESSAGE_TYPES.length] ?? "track";
}
