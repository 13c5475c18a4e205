import { RapportError } from "@rapport/contracts/errors";
import type { TextFormat } from "@rapport/contracts/knowledge";
import { KNOWLEDGE_LIMITS } from "@rapport/contracts/knowledge";
import { stripHidden } from "@rapport/engine/text-safety/strip-hidden";
import type { ReadText } from "./block.ts";
import { readHtml } from "./read-html.ts";
import { readMarkdown, readPlainText } from "./read-markdown.ts";
import { readPdf } from "./read-pdf.ts";

/** What was read, and how many characters that nobody sees were taken out. */
export type ReadFile = ReadText & { hidden: number };

/** Reads a text in its format. @throws RapportError invalid_body when it is too long or holds nothing to read */
export function readText(text: string, format: TextFormat): ReadFile {
  const { text: clean, removed } = stripHidden(text);
  if (clean.length > KNOWLEDGE_LIMITS.textLength)
    throw refusal(`has ${clean.length} characters; ${KNOWLEDGE_LIMITS.textLength} are the most, split it`);
  const readers = { text: readPlainText, markdown: readMarkdown, html: readHtml };
  return { ...readers[format](clean), hidden: removed };
}

/**
 * Reads the bytes of a file: a PDF by its first bytes, all others by the end of the name, as UTF-8 or what `charset` says.
 * @throws RapportError invalid_body naming what is wrong with the file
 */
export async function readFile(name: string, bytes: Uint8Array, charset = "utf-8"): Promise<ReadFile> {
  if (startsWith(bytes, "%PDF-")) {
    const read = await readPdf(bytes);
    const blocks = read.blocks.map((block) => ({ ...block, text: stripHidden(block.text).text }));
    return { ...read, blocks, hidden: 0 };
  }
  // Archives, office files and pictures begin with bytes that no text does.
  if (bytes.subarray(0, 1_000).includes(0) && !/^utf-16/i.test(charset))
    throw refusal("is no text, Markdown, HTML or PDF file; export it as one of these");
  return readText(decode(bytes, charset), formatOf(name));
}

function formatOf(name: string): TextFormat {
  if (/\.(html?|xhtml)$/i.test(name)) return "html";
  return /\.(md|markdown|mdx)$/i.test(name) ? "markdown" : "text";
}

function decode(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // A name that no standard knows: what is not UTF-8 then shows as replacement characters, and is still searched.
    return new TextDecoder().decode(bytes);
  }
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  // Some bytes may stand before the mark (ISO 32000-1, Annex H).
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1_024)).includes(text);
}

function refusal(message: string): RapportError {
  return new RapportError("invalid_body", `The document ${message}`, { fields: [{ pointer: "", message }] });
}
