/** How well a text fits what was typed, the best least: it begins so (0), a word in it does (1), it holds it, it has its letters in order. */
export const HELD = 2;
export const LOOSE = 3;
export const NONE = 4;

/** The rank of a text, whatever its case; `NONE` where it does not fit. O(length). */
export function rankText(shown: string, typed: string): number {
  const [text, wanted] = [shown.toLowerCase(), typed.trim().toLowerCase()];
  if (text.startsWith(wanted)) return 0;
  if (text.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return 1;
  if (text.includes(wanted)) return HELD;
  let at = 0;
  for (const letter of text) if (letter === wanted[at]) at++;
  return at >= wanted.length ? LOOSE : NONE;
}
