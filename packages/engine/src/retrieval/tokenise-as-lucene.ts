import { stemEnglish } from "./stem-english.ts";
import { ENGLISH_STOP_WORDS } from "./tokenise-text.ts";

/** Unicode Standard Annex 29's words: letters joined by a full stop, colon or apostrophe, digits by a comma or stop, and all by an underscore. */
const WORD = /[\p{L}\p{M}\p{N}_]+(?:(?:(?<=\p{L})[.:·'’](?=\p{L})|(?<=\p{N})[.,;'’](?=\p{N}))[\p{L}\p{M}\p{N}_]+)*/gu;

/**
 * The terms of an English text as Lucene's English analyser cuts them. Only for holding ours against published figures: where `tokeniseText` finds
 * the words of `retry.maxDelay` or `max_delay`, it finds one that nobody asks for. O(length).
 */
export function tokeniseAsLucene(text: string): string[] {
  const terms: string[] = [];
  for (const [match] of text.matchAll(WORD)) {
    const word = match.replace(/['’][sS]$/u, "").toLowerCase();
    if (!ENGLISH_STOP_WORDS.has(word) && /[\p{L}\p{N}]/u.test(word)) terms.push(stemEnglish(word));
  }
  return terms;
}
