import { CsvRowParser } from "../../files/csv-row-parser.ts";
import type { FeedRow } from "./feed-row.ts";

/**
 * Rows of a CSV text (RFC 4180) whose first row names the columns; `row` is the line that a row begins in. A row that is
 * broken is a fault and reading goes on at the next line; of a quote that nobody closes, the rest of the text is one.
 */
export function* readCsvRows(text: string, delimiter: string): Generator<FeedRow> {
  let names: string[] | undefined;
  for (const { row, fields, message } of parseRows(text.replace(/^\uFEFF/, ""), delimiter)) {
    if (message !== undefined) yield { row, fault: { field: "", message } };
    else if (names === undefined) names = fields.map((name) => name.trim());
    else if (fields.length !== names.length) {
      const found = `has ${fields.length} fields where the header has ${names.length}; quote fields that hold the delimiter`;
      yield { row, fault: { field: "", message: found } };
    } else {
      const entries = names.map((name, index): [string, string[]] => [name, [fields[index] ?? ""]]);
      yield { row, fields: new Map(entries) };
    }
  }
}

type ParsedRow = { row: number; fields: string[]; message?: string };

function* parseRows(text: string, delimiter: string): Generator<ParsedRow> {
  const lines = text.split("\n");
  let parser = new CsvRowParser(delimiter);
  let start = 0;
  for (const [index, line] of lines.entries()) {
    const isOpen = start < index;
    if (!isOpen && line.trim() === "") {
      start = index + 1;
      continue;
    }
    const progress = parser.feed(line);
    if (progress.state === "open") {
      if (index === lines.length - 1) yield { row: start + 1, fields: [], message: "opens a quote that is not closed" };
      continue;
    }
    if (progress.state === "row") yield { row: start + 1, fields: progress.fields };
    else {
      yield { row: start + 1, fields: [], message: progress.message };
      parser = new CsvRowParser(delimiter);
    }
    start = index + 1;
  }
}
