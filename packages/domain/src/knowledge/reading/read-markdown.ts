import type { Block, ReadText } from "./block.ts";

const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const UNDERLINE = /^ {0,3}(=+|-+)\s*$/;
const FENCE = /^ {0,3}(```+|~~~+)/;

/** Markdown as blocks: headings by their level, paragraphs and code without the marks. O(length). */
export function readMarkdown(text: string): ReadText {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let fence: string | undefined;
  const flush = () => {
    const body = paragraph.join("\n").trim();
    if (body !== "") blocks.push({ kind: "text", text: body });
    paragraph = [];
  };
  for (const line of skipFrontMatter(text).split("\n")) {
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
      fence = fence === undefined ? mark.slice(0, 3) : undefined;
      continue;
    }
    const heading = fence === undefined ? headingOf(line, paragraph) : undefined;
    if (heading) {
      if (heading.takesParagraph) paragraph = [];
      flush();
      blocks.push({ kind: "heading", level: heading.level, text: stripMarks(heading.text) });
    } else if (line.trim() === "" && fence === undefined) flush();
    else paragraph.push(fence === undefined ? stripMarks(line) : line);
  }
  flush();
  const title = blocks.find((block) => block.kind === "heading")?.text;
  return { title, blocks, links: [], mayKeep: true, mayFollow: true };
}

/** Plain text: paragraphs between empty lines. */
export function readPlainText(text: string): ReadText {
  const blocks = text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part): Block => ({ kind: "text", text: part }));
  return { title: undefined, blocks, links: [], mayKeep: true, mayFollow: true };
}

type Heading = { level: number; text: string; takesParagraph: boolean };

function headingOf(line: string, paragraph: readonly string[]): Heading | undefined {
  const [, marks, text] = HEADING.exec(line) ?? [];
  if (marks !== undefined && text !== undefined && text !== "")
    return { level: marks.length, text, takesParagraph: false };
  const underline = UNDERLINE.exec(line)?.[1];
  // A rule of dashes under nothing is a rule; under one line of text it makes that line a heading.
  if (underline === undefined || paragraph.length !== 1 || paragraph[0] === undefined) return undefined;
  return { level: underline.startsWith("=") ? 1 : 2, text: paragraph[0], takesParagraph: true };
}

function skipFrontMatter(text: string): string {
  return text.replace(/^---\n[\s\S]{0,20000}?\n---\n/, "");
}

/** Links and images keep their words, emphasis and code lose their marks, tags go. */
function stripMarks(line: string): string {
  return line
    .replaceAll(/!?\[([^\]]{0,500})\]\([^)]{0,2000}\)/g, "$1")
    .replaceAll(/<\/?[a-z][^>]{0,500}>/gi, "")
    .replaceAll(/(\*\*|__|~~)(?=\S)([^*_~]{1,500})\1/g, "$2")
    .replaceAll(/(?<![\w*])\*(?=\S)([^*]{1,500})\*(?![\w*])/g, "$1")
    .replaceAll(/`([^`]{1,500})`/g, "$1")
    .replace(/^\s{0,3}>\s?/, "");
}
