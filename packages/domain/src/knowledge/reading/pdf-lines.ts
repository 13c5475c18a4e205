import type { Block } from "./block.ts";

/** A line of a page: its text, height of its letters, and distance from the line above it. */
export type PdfLine = { text: string; size: number; gap: number };

/** Letters that are this much larger than the text's own make a heading. */
const HEADING_SIZE = 1.18;
/** Distance to the line above, in heights of a letter, from which on a new paragraph begins. */
const PARAGRAPH_GAP = 1.9;

/** Lines as blocks: headings by the size of their letters, paragraphs by the distance between lines, words that a line end cut. */
export function toPdfBlocks(lines: readonly PdfLine[]): Block[] {
  const body = bodySize(lines);
  const sizes = [...new Set(lines.map(({ size }) => size))].filter((size) => size >= body * HEADING_SIZE);
  const levels = new Map(sizes.sort((left, right) => right - left).map((size, i) => [size, Math.min(i + 1, 6)]));
  const blocks: Block[] = [];
  let paragraph = "";
  const flush = () => {
    if (paragraph.trim() !== "") blocks.push({ kind: "text", text: paragraph.trim() });
    paragraph = "";
  };
  for (const { text, size, gap } of lines) {
    const level = levels.get(size);
    if (level !== undefined && text.length <= 150 && /\p{L}/u.test(text)) {
      flush();
      blocks.push({ kind: "heading", level, text });
      continue;
    }
    if (gap > PARAGRAPH_GAP * size) flush();
    paragraph = joinLines(paragraph, text);
  }
  flush();
  return blocks;
}

/** The size that most letters have. */
function bodySize(lines: readonly PdfLine[]): number {
  const letters = new Map<number, number>();
  for (const { text, size } of lines) letters.set(size, (letters.get(size) ?? 0) + text.length);
  return [...letters].reduce((most, entry) => (entry[1] > most[1] ? entry : most), [0, 0])[0];
}

function joinLines(before: string, line: string): string {
  if (before === "") return line;
  if (/^\s*([-•*]|\d+[.)])\s/.test(line)) return `${before}\n${line}`;
  return /\p{Ll}-$/u.test(before) && /^\p{Ll}/u.test(line) ? before.slice(0, -1) + line : `${before} ${line}`;
}
