/** A sentence and where it stands: UTF-16 offsets into the text, end exclusive. */
export type Sentence = { text: string; start: number; end: number };

const ABBREVIATION = /(?:\b(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|inc|ltd|no|fig|approx|dept|co)|\b\p{Lu})\.$/iu;
const BOUNDARY = /[.!?…]+["'”’)\]]*(?=\s+["'“‘([]*[\p{Lu}\p{N}])|[。！？]|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)/gu;

/**
 * Sentences of a text, trimmed. Ends at a full stop, question or exclamation mark that a capital or a number follows, but not
 * after an initial or a common abbreviation; at the marks of Chinese and Japanese; at empty lines and before list items. O(length).
 */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  for (const match of text.matchAll(BOUNDARY)) {
    const end = match.index + match[0].length;
    if (match[0].startsWith(".") && ABBREVIATION.test(text.slice(Math.max(0, start, end - 12), match.index + 1)))
      continue;
    push(sentences, text, start, end);
    start = end;
  }
  push(sentences, text, start, text.length);
  return sentences;
}

function push(sentences: Sentence[], text: string, start: number, end: number): void {
  const piece = text.slice(start, end);
  const trimmed = piece.trim();
  if (trimmed === "") return;
  const from = start + piece.indexOf(trimmed);
  sentences.push({ text: trimmed, start: from, end: from + trimmed.length });
}
