import { splitSentences } from "@rapport/engine/retrieval/split-sentences";
import type { NewChunk } from "@rapport/store/queries/knowledge";
import type { Block } from "./block.ts";

/**
 * Characters of one chunk: about 150 words, where passage retrieval is best (Kaszkiel and Zobel, "Effective ranking with arbitrary
 * passages", 2001: 150–300 words), and few enough that a citation is read.
 */
const TARGET = 900;
const MOST = 1_200;

/**
 * Cuts a document where its author did: at headings first, then between paragraphs, and within a paragraph only between sentences.
 * No chunk stands under two headings, and each knows its own, the outermost first, as `A › B`. O(length).
 */
export function chunkBlocks(blocks: readonly Block[]): NewChunk[] {
  const chunks: NewChunk[] = [];
  const path: { level: number; text: string }[] = [];
  let gathered = "";
  const flush = () => {
    if (gathered.trim() !== "")
      chunks.push({ heading: path.map(({ text }) => text).join(" › "), text: gathered.trim(), url: null });
    gathered = "";
  };
  for (const block of blocks) {
    if (block.kind === "heading") {
      flush();
      while ((path.at(-1)?.level ?? 0) >= block.level) path.pop();
      path.push({ level: block.level, text: block.text.slice(0, 200) });
      continue;
    }
    for (const part of block.text.length > MOST ? cutParagraph(block.text) : [block.text]) {
      if (gathered !== "" && gathered.length + part.length > (gathered.length > TARGET ? gathered.length : MOST))
        flush();
      gathered += gathered === "" ? part : `\n\n${part}`;
    }
  }
  flush();
  // A document of headings alone is still found by them.
  if (chunks.length === 0 && path.length > 0)
    return [{ heading: "", text: path.map(({ text }) => text).join("\n"), url: null }];
  return chunks;
}

/** Sentences gathered to about the target; what has no end of a sentence is cut between words, or where nothing else is left. */
function cutParagraph(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  for (const { text: sentence } of splitSentences(text)) {
    for (const piece of sentence.length > MOST ? cutWords(sentence) : [sentence]) {
      if (part !== "" && part.length + piece.length > TARGET) {
        parts.push(part);
        part = "";
      }
      part += part === "" ? piece : ` ${piece}`;
    }
  }
  if (part !== "") parts.push(part);
  return parts;
}

function cutWords(text: string): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    const end = from + TARGET;
    const space = end < text.length ? text.lastIndexOf(" ", end) : text.length;
    const to = space > from + TARGET / 2 ? space : Math.min(end, text.length);
    pieces.push(text.slice(from, to).trim());
    from = to;
  }
  return pieces.filter((piece) => piece !== "");
}
