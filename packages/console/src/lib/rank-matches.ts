/**
 * Entries that fit what was typed, the best first: those that begin with it, then those with a word that does, then those that hold
 * it, then those that have its letters in order. Equal ones stay as they were. O(n · length).
 */
export function rankMatches<T>(entries: readonly T[], typed: string, textOf: (entry: T) => string): T[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return [...entries];
  return entries
    .map((entry) => ({ entry, rank: rankOf(textOf(entry).toLowerCase(), wanted) }))
    .filter(({ rank }) => rank < NONE)
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
}

const NONE = 4;

function rankOf(text: string, wanted: string): number {
  if (text.startsWith(wanted)) return 0;
  if (text.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return 1;
  if (text.includes(wanted)) return 2;
  let at = 0;
  for (const letter of text) if (letter === wanted[at]) at++;
  return at >= wanted.length ? 3 : NONE;
}
