import type { ImportError, ImportPosition, ImportRecord } from "./import-record.ts";
import { IMPORT_START } from "./import-record.ts";
import type { SourceLine } from "./read-lines.ts";
import { MAX_LINE_BYTES, readLines } from "./read-lines.ts";

/**
 * Reads a file with one JSON object per line (JSON Lines, UTF-8, any line end, a byte order mark is fine). Empty lines
 * are skipped; a line that is no object comes as a record with an `error`, and reading goes on.
 * @param from a position that an earlier record ended at
 */
export async function* readJsonlRecords(
  path: string,
  from: ImportPosition = IMPORT_START,
): AsyncGenerator<ImportRecord> {
  for await (const line of readLines(path, from)) {
    if (line.flaw === undefined && line.text.trim() === "") continue;
    yield { ...parseLine(line), line: line.line, endByte: line.endByte, nextLine: line.line + 1 };
  }
}

function parseLine({ text, flaw }: SourceLine): { value: unknown; error?: ImportError } {
  if (flaw !== undefined) return { value: text, error: flawError(flaw) };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      value: text,
      error: { code: "not_an_object", path: "", message: `The line is not valid JSON: ${reason}` },
    };
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { value };
  return { value, error: { code: "not_an_object", path: "", message: "The line is not a JSON object" } };
}

/** The error of a line that could not be read as text. */
export function flawError(flaw: NonNullable<SourceLine["flaw"]>): ImportError {
  return flaw === "too_long"
    ? { code: "event_too_large", path: "", message: `The line is longer than ${MAX_LINE_BYTES} bytes` }
    : { code: "invalid_text", path: "", message: "The line is not valid UTF-8" };
}
