/** Where a phrase of a list stands: UTF-16 offsets, end exclusive. */
export type PhraseHit = { phrase: string; start: number; end: number };

/**
 * Where phrases stand in a text, as whole words, whatever their case, accents, apostrophes and the spaces or hyphens between their
 * words; a `*` at the end of a word stands for any ending. O(length · phrases).
 */
export function findPhrases(text: string, phrases: readonly string[]): PhraseHit[] {
  const { folded, origins } = foldText(text);
  const hits: PhraseHit[] = [];
  for (const phrase of phrases) {
    const words = foldText(phrase)
      .folded.trim()
      .split(/[\s-]+/)
      .filter((word) => word !== "");
    if (words.length === 0) continue;
    const body = words.map(toPattern).join("[\\s\\p{Pd}]+");
    for (const match of folded.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])${body}(?![\\p{L}\\p{N}])`, "gu"))) {
      const last = match.index + match[0].length;
      hits.push({ phrase, start: origins[match.index] ?? 0, end: origins[last] ?? text.length });
    }
  }
  return hits.sort((left, right) => left.start - right.start || right.end - left.end);
}

function toPattern(word: string): string {
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  return escaped.endsWith("\\*") ? `${escaped.slice(0, -2)}[\\p{L}\\p{N}]{0,30}` : escaped;
}

/** Lower-case letters without accents, and where each of them stood. */
function foldText(text: string): { folded: string; origins: number[] } {
  let folded = "";
  const origins: number[] = [];
  let at = 0;
  for (const character of text) {
    const plain = character
      .normalize("NFKD")
      .replaceAll(/\p{M}/gu, "")
      .toLowerCase()
      .replaceAll("’", "'")
      .replaceAll("ß", "ss");
    for (let i = 0; i < plain.length; i++) origins.push(at);
    folded += plain;
    at += character.length;
  }
  return { folded, origins: [...origins, at] };
}
