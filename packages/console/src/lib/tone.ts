import { MESSAGE_TYPES } from "@rapport/contracts/messages";

/** One of the six hues of tokens.css; the same text always gets the same one. */
export function toneOf(text: string): (typeof MESSAGE_TYPES)[number] {
  // FNV-1a, then Knuth's multiplication by 2^32/φ: its high bits spread short, similar texts evenly.
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  const spread = (Math.imul(hash, 0x9e3779b1) >>> 0) / 2 ** 32;
  return MESSAGE_TYPES[Math.floor(spread * MESSAGE_TYPES.length)] ?? "track";
}
