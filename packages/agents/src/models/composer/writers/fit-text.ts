const LETTERS = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Characters as people count them. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of LETTERS.segment(text)) count++;
  return count;
}

/**
 * The first text that fits and is not taken; when none does, the first one cut behind a word that can stand at an end, without
 * a mark that says so: a dangling “…” costs a character and looks like a fault.
 */
export function fitText(candidates: readonly string[], max: number, taken: ReadonlySet<string> = new Set()): string {
  const texts = candidates.map((text) => text.replace(/[^\S\n]+/g, " ").trim()).filter((text) => text !== "");
  const fitting = texts.find((text) => countCharacters(text) <= max && !taken.has(text));
  return fitting ?? cutText(texts[0] ?? "", max);
}

/** Words that no text ends on. */
const DANGLING = /[\s,;:–—-]+$|\s(a|an|and|at|by|for|from|in|is|of|on|or|the|to|with|your|our)$/i;

function cutText(text: string, max: number): string {
  let kept = "";
  for (const { segment } of LETTERS.segment(text)) {
    if (countCharacters(kept + segment) > max) break;
    kept += segment;
  }
  if (kept === text) return text;
  const atWord = kept.replace(/\s+\S*$/u, "");
  let cut = atWord === "" ? kept : atWord;
  while (DANGLING.test(cut)) cut = cut.replace(DANGLING, "");
  return cut;
}
