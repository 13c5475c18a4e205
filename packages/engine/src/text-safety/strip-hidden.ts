/**
 * Characters that a reader does not see and a model does: zero-width ones, direction overrides (Boucher and Anderson, "Trojan
 * Source", 2021), tag characters that spell hidden ASCII, variation selectors, soft hyphens (all "default ignorable" in Unicode
 * Standard Annex 44), annotation marks and control characters.
 */
const HIDDEN = /\p{Default_Ignorable_Code_Point}|\p{Cc}|[\ufff9-\ufffb]/gu;
const KEPT_CONTROLS = new Set(["\t", "\n"]);
/** Joiners and the emoji selector belong between these. */
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Emoji_Component}/u;
const JOINING =
  /\p{Script=Arabic}|\p{Script=Devanagari}|\p{Script=Bengali}|\p{Script=Tamil}|\p{Script=Sinhala}|\p{Script=Malayalam}/u;
const SELECTOR = "\ufe0f";
const JOINERS = new Set(["\u200c", "\u200d"]);

/** A text without what only machines see, and how many characters that were. Line ends become `\n`. O(length). */
export function stripHidden(text: string): { text: string; removed: number } {
  let removed = 0;
  const lines = text.replaceAll(/\r\n?/g, "\n");
  const stripped = lines.replaceAll(HIDDEN, (character: string, at: number) => {
    if (KEPT_CONTROLS.has(character) || isNeeded(lines, character, at)) return character;
    removed++;
    return "";
  });
  return { text: stripped, removed };
}

/** Whether a joiner or selector shapes what a reader sees: within an emoji, or between letters that join. */
function isNeeded(text: string, character: string, at: number): boolean {
  if (character !== SELECTOR && !JOINERS.has(character)) return false;
  const before = [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? "";
  const [after = ""] = [...text.slice(at + 1, at + 3)];
  if (character === SELECTOR) return EMOJI.test(before);
  const isEmoji = character === "\u200d" && (EMOJI.test(before) || before === SELECTOR) && EMOJI.test(after);
  return isEmoji || (JOINING.test(before) && JOINING.test(after));
}
