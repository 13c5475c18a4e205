import type { CatalogFormat } from "@rapport/contracts/catalog";
import { LIMITS } from "@rapport/contracts/limits";

/** A piece that is a file of its own, and the rows of the whole file before its first. */
export type FilePart = { text: string; rowsBefore: number };

/** Half of what a request may have: UTF-8 needs up to three bytes for a character, and most need one. */
const PART_CHARACTERS = LIMITS.bodyBytes / 2;

/** Cuts a file of any size into files that fit into a request, between two rows; a table's header is repeated. */
export function* splitFile(text: string, format: CatalogFormat, size: number = PART_CHARACTERS): Generator<FilePart> {
  if (text.length <= size) yield { text, rowsBefore: 0 };
  else if (format === "google_xml") yield* splitXml(text, size);
  else yield* splitLines(text, format === "jsonl" ? "" : headerOf(text), size);
}

function headerOf(text: string): string {
  return text.slice(0, text.indexOf("\n") + 1);
}

/** Cuts at line ends that are outside of quotes: an even number of quotes came before. */
function* splitLines(text: string, header: string, size: number): Generator<FilePart> {
  let rowsBefore = 0;
  let part = "";
  let lines = 0;
  let quoted = false;
  for (const line of text.slice(header.length).split(/(?<=\n)/)) {
    if (header !== "" && (line.split('"').length - 1) % 2 === 1) quoted = !quoted;
    part += line;
    lines += 1;
    if (part.length < size || quoted) continue;
    yield { text: header + part, rowsBefore };
    rowsBefore += lines;
    part = "";
    lines = 0;
  }
  if (part.trim() !== "") yield { text: header + part, rowsBefore };
}

function* splitXml(text: string, size: number): Generator<FilePart> {
  const products = text.match(/<(item|entry)\b[\s\S]*?<\/\1\s*>/g) ?? [];
  let rowsBefore = 0;
  let part: string[] = [];
  let length = 0;
  for (const product of products) {
    part.push(product);
    length += product.length;
    if (length < size) continue;
    yield { text: `<feed>${part.join("")}</feed>`, rowsBefore };
    rowsBefore += part.length;
    part = [];
    length = 0;
  }
  if (part.length > 0) yield { text: `<feed>${part.join("")}</feed>`, rowsBefore };
}
