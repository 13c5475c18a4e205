import { parentPort, workerData } from "node:worker_threads";
import { getDocumentProxy } from "unpdf";
import type { PdfLine } from "./pdf-lines.ts";

/** Pages and letters of one file that are read; a file with more is refused by who asked. */
const MAX_PAGES = 2_000;

type Item = { str: string; hasEOL: boolean; transform: number[]; height: number };

// as: only read-pdf.ts starts this file, with the bytes of one file and the most letters to read
const { bytes, maxLength } = workerData as { bytes: Uint8Array; maxLength: number };

const document = await getDocumentProxy(bytes);
const { info } = await document.getMetadata();
const title: unknown = Reflect.get(Object(info), "Title");
const lines: PdfLine[] = [];
let length = 0;
for (let number = 1; number <= Math.min(document.numPages, MAX_PAGES) && length <= maxLength; number++) {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent();
  for (const line of toLines(items.filter((item): item is Item & typeof item => "str" in item))) {
    lines.push(line);
    length += line.text.length;
  }
  page.cleanup();
}
const isCut = document.numPages > MAX_PAGES || length > maxLength;
parentPort?.postMessage({ title: typeof title === "string" ? title.trim() : "", lines, isCut });

function toLines(items: readonly Item[]): PdfLine[] {
  const found: PdfLine[] = [];
  let text = "";
  let size = 0;
  let top = Number.NaN;
  let y = Number.NaN;
  const end = () => {
    const trimmed = text.replaceAll(/\s+/g, " ").trim();
    if (trimmed !== "") {
      found.push({
        text: trimmed,
        size: Math.round(size * 2) / 2,
        gap: Number.isNaN(top) ? Number.MAX_VALUE : Math.abs(top - y),
      });
      top = y;
    }
    text = "";
    size = 0;
  };
  for (const { str, hasEOL, transform, height } of items) {
    const at = transform[5] ?? 0;
    // What stands on another line begins one, also where the file does not say so.
    if (text !== "" && Math.abs(at - y) > 0.5 * Math.max(size, height, 1)) end();
    if (str.trim() !== "") {
      y = at;
      size = Math.max(size, height);
    }
    text += str;
    if (hasEOL) end();
  }
  end();
  return found;
}
