import { RapportError } from "@rapport/contracts/errors";
import { CsvRowParser } from "@rapport/domain/files/csv-row-parser";
import type { ImportError, ImportPosition, ImportRecord } from "./import-record.ts";
import { IMPORT_START } from "./import-record.ts";
import { flawError } from "./read-jsonl-records.ts";
import type { SourceLine } from "./read-lines.ts";
import { readLines } from "./read-lines.ts";

/**
 * Longest row in characters and lines. An event is 32 KB at most, so what is longer is a quote that nobody closed: the
 * row it begins in is given up, and reading goes on at the next line.
 */
const MAX_ROW_CHARACTERS = 256 * 1024;
const MAX_ROW_LINES = 2_000;

type ParsedRow = { fields: string[]; line: SourceLine; last: SourceLine; error?: ImportError };

/**
 * Reads a CSV file (RFC 4180, UTF-8) whose first row names the columns; a record's value is an object of texts by column.
 * Empty lines are skipped; a broken row comes as a record with an `error`, and reading goes on at the next line.
 * @param from a position that an earlier record ended at; the names are read from the start of the file all the same
 * @throws RapportError `invalid_parameter` when the first row cannot name the columns
 */
export async function* readCsvRecords(
  path: string,
  from: ImportPosition = IMPORT_START,
  options: { delimiter?: string } = {},
): AsyncGenerator<ImportRecord> {
  const delimiter = options.delimiter ?? ",";
  const header = await readHeader(path, delimiter);
  if (header === undefined) return;
  const start = from.byte < header.end.byte ? header.end : from;
  for await (const row of readRows(path, start, delimiter)) {
    const place = { line: row.line.line, endByte: row.last.endByte, nextLine: row.last.line + 1 };
    const error = row.error ?? widthError(row.fields, header.names);
    if (error !== undefined) yield { value: row.error === undefined ? row.fields : row.line.text, ...place, error };
    else yield { value: Object.fromEntries(header.names.map((name, index) => [name, row.fields[index]])), ...place };
  }
}

async function readHeader(
  path: string,
  delimiter: string,
): Promise<{ names: string[]; end: ImportPosition } | undefined> {
  for await (const row of readRows(path, IMPORT_START, delimiter)) {
    const names = row.fields.map((name) => name.trim());
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    const fault = row.error?.message ?? (twice === undefined ? undefined : `two columns are named "${twice}"`);
    if (fault === undefined) return { names, end: { byte: row.last.endByte, line: row.last.line + 1 } };
    throw new RapportError("invalid_parameter", `The first row of ${path} does not name the columns: ${fault}`);
  }
  return undefined;
}

async function* readRows(path: string, from: ImportPosition, delimiter: string): AsyncGenerator<ParsedRow> {
  const lines = readLines(path, from);
  /** Lines that were read as part of a row that never ended, to be read again as rows of their own. */
  let again: SourceLine[] = [];
  const nextLine = async () => again.shift() ?? (await lines.next()).value;
  try {
    for (let line = await nextLine(); line !== undefined; line = await nextLine()) {
      if (line.flaw !== undefined) {
        yield { fields: [], line, last: line, error: flawError(line.flaw) };
      } else if (line.text.trim() !== "") {
        const { row, unused } = await readRow(line, nextLine, delimiter);
        if (unused.length > 0) again = [...unused, ...again];
        yield row;
      }
    }
  } finally {
    await lines.return(undefined);
  }
}

/** Reads the row that begins with `line`. When it is broken, only this line is lost: the others come back as `unused`. */
async function readRow(
  line: SourceLine,
  nextLine: () => Promise<SourceLine | undefined>,
  delimiter: string,
): Promise<{ row: ParsedRow; unused: SourceLine[] }> {
  const parser = new CsvRowParser(delimiter);
  const taken: SourceLine[] = [];
  const broken = (message: string) => {
    const error: ImportError = { code: "invalid_value", path: "", message };
    return { row: { fields: [], line, last: line, error }, unused: taken };
  };
  let characters = line.text.length;
  let progress = parser.feed(line.text);
  while (progress.state === "open") {
    const next = await nextLine();
    if (next === undefined) return broken("A quote is opened and not closed");
    taken.push(next);
    characters += next.text.length;
    if (next.flaw !== undefined || characters > MAX_ROW_CHARACTERS || taken.length > MAX_ROW_LINES) {
      return broken("A quote is opened and not closed within the length of a row");
    }
    progress = parser.feed(next.text);
  }
  if (progress.state === "fault") return broken(progress.message);
  return { row: { fields: progress.fields, line, last: taken.at(-1) ?? line }, unused: [] };
}

function widthError(fields: string[], names: string[]): ImportError | undefined {
  if (fields.length === names.length) return undefined;
  return {
    code: "invalid_value",
    path: "",
    message: `The row has ${fields.length} fields and the header ${names.length}`,
  };
}
