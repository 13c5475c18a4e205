/** A term of the vocabulary with the number of documents that hold it. */
export type KnownTerm = { term: string; documents: number };

/**
 * The known term that an unknown one is most likely a slip of: one edit away, or two from eight letters on, with the same first letter
 * (which people rarely miss: Pollock and Zamora, CACM 1984); the commonest of those as near. Edits are insertions, deletions,
 * replacements and swaps of neighbours (Damerau, CACM 1964: four slips of five are one of these). O(vocabulary · length²).
 * @returns undefined where nothing is near, or the term is short or a number
 */
export function correctTerm(term: string, vocabulary: Iterable<KnownTerm>): string | undefined {
  if (term.length < 4 || /\p{N}/u.test(term)) return undefined;
  let best: KnownTerm | undefined;
  let nearest = term.length >= 8 ? 2 : 1;
  for (const known of vocabulary) {
    if (known.term[0] !== term[0] || Math.abs(known.term.length - term.length) > nearest) continue;
    const distance = editDistance(term, known.term);
    if (distance > nearest || (distance === nearest && best && known.documents <= best.documents)) continue;
    [best, nearest] = [known, distance];
  }
  return best?.term;
}

/** Optimal string alignment: Levenshtein's distance with swaps. */
function editDistance(left: string, right: string): number {
  let before: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, j) => j);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const cost = left[i - 1] === right[j - 1] ? 0 : 1;
      let value = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1])
        value = Math.min(value, (before[j - 2] ?? 0) + 1);
      row.push(value);
    }
    [before, last] = [last, row];
  }
  return last[right.length] ?? 0;
}
