import { createReadStream } from "node:fs";
import type { ImportPosition } from "./import-record.ts";

/** Longest line that is read, bytes. No event is larger than 32 KB, so a longer line is not one; it is skipped, not stored. */
export const MAX_LINE_BYTES = 1024 * 1024;

const NEWLINE = 10;
const BYTE_ORDER_MARK = Uint8Array.of(0xef, 0xbb, 0xbf);
const KEPT_BYTES = 200;

/** A line without its newline (a carriage return before it is kept). */
export type SourceLine = {
  text: string;
  line: number;
  endByte: number;
  /** Why `text` is only the beginning of the line, or not what the file holds. */
  flaw?: "too_long" | "not_utf8";
};

/** Reads the lines of a UTF-8 file from a position on, holding one chunk and one line in memory. */
export async function* readLines(path: string, from: ImportPosition): AsyncGenerator<SourceLine> {
  let parts: Uint8Array[] = [];
  let held = 0;
  let length = 0;
  let lineStart = from.byte;
  let line = from.line;
  const add = (bytes: Uint8Array) => {
    if (held <= MAX_LINE_BYTES) {
      parts.push(bytes);
      held += bytes.length;
    }
    length += bytes.length;
  };
  const finish = (lineEnd: number): SourceLine => {
    const bytes = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    const read = decodeLine(bytes, lineStart === 0, length);
    const result = { ...read, line, endByte: lineStart + length + lineEnd };
    lineStart = result.endByte;
    line += 1;
    [parts, held, length] = [[], 0, 0];
    return result;
  };
  for await (const chunk of createReadStream(path, { start: from.byte, highWaterMark: 256 * 1024 })) {
    // as: a stream without an encoding gives Buffers
    const bytes = chunk as Buffer;
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      add(bytes.subarray(start, end));
      yield finish(1);
      start = end + 1;
    }
    if (start < bytes.length) add(bytes.subarray(start));
  }
  if (length > 0) yield finish(0);
}

function decodeLine(bytes: Uint8Array, isFirst: boolean, length: number): Pick<SourceLine, "text" | "flaw"> {
  const marked = isFirst && BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte);
  const content = marked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
  if (length > MAX_LINE_BYTES) return { text: loose(content.subarray(0, KEPT_BYTES)), flaw: "too_long" };
  try {
    return { text: strict.decode(content) };
  } catch {
    return { text: loose(content.subarray(0, KEPT_BYTES)), flaw: "not_utf8" };
  }
}

// Marks are handled above, where they may stand: at the start of the file only.
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function loose(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
