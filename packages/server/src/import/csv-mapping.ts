import { RapportError } from "@rapport/contracts/errors";
import type { ImportError, ImportRecord } from "./import-record.ts";
import { readTime } from "./read-time.ts";

const TYPES = ["string", "number", "boolean", "json"] as const;
type ColumnType = (typeof TYPES)[number];

/** Where one field of the message comes from. */
type CsvField = {
  /** Place in the message, e.g. `["properties", "price"]`. */
  path: string[];
  source: { constant: string } | { column: string };
  type: ColumnType;
};
export type CsvMapping = CsvField[];

const TIME_FIELDS = new Set(["timestamp", "originalTimestamp", "sentAt"]);
/** Parts of a path that would reach into every object of the process. */
const FORBIDDEN_PARTS = new Set(["__proto__", "constructor", "prototype"]);
/** `path=source`, where source is 'a constant', "a column" or a bare column, each with an optional type. */
const FIELD =
  /\s*([\w$-]+(?:\.[\w$-]+)*)\s*=\s*(?:'((?:[^']|'')*)'|"((?:[^"]|"")*)"|((?!['"])[^,]*?))(?::(string|number|boolean|json))?\s*(?:,|$)/y;

/**
 * Reads a mapping such as `userId=customer_id,event='Product Viewed',properties.price=price:number`.
 * Quotes are doubled to stand for themselves; columns need double quotes only when they hold a comma or a type's name.
 * @throws RapportError `invalid_parameter` that says where the mapping cannot be read
 */
export function parseCsvMapping(text: string): CsvMapping {
  const mapping: CsvMapping = [];
  const pattern = new RegExp(FIELD);
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw mappingError(`it cannot be read from "${text.slice(at)}" on (expected path=column)`);
    mapping.push(fieldOf(match));
  }
  const paths = mapping.map(({ path }) => path.join("."));
  const twice = paths.find((path, index) => paths.some((other, place) => place > index && isWithin(other, path)));
  if (twice !== undefined) throw mappingError(`${twice} is set twice`);
  if (mapping.length === 0) throw mappingError("it is empty");
  return mapping;
}

function fieldOf(match: RegExpExecArray): CsvField {
  const [, name = "", constant, quoted, bare, type] = match;
  const path = name.split(".");
  const forbidden = path.find((part) => FORBIDDEN_PARTS.has(part));
  if (forbidden !== undefined) throw mappingError(`${forbidden} cannot be part of a path`);
  const column = quoted?.replaceAll('""', '"') ?? bare ?? "";
  if (constant === undefined && column === "") throw mappingError(`${name} has no column`);
  const source = constant === undefined ? { column } : { constant: constant.replaceAll("''", "'") };
  return { path, source, type: TYPES.find((known) => known === type) ?? "string" };
}

function isWithin(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

/** A message in the Segment tracking format, or why a row cannot become one. */
type MappedRow = { message: Record<string, unknown> } | { error: ImportError };

/**
 * Turns a row into a message. An empty cell leaves its field out; times may be ISO 8601 (UTC unless they say otherwise),
 * or seconds or milliseconds since 1970. The type is `track` when there is an event name and `identify` when not,
 * unless it is mapped.
 * @throws RapportError `invalid_parameter` when the row lacks a mapped column
 */
export function mapCsvRow(row: Readonly<Record<string, string>>, mapping: CsvMapping): MappedRow {
  const message: Record<string, unknown> = {};
  for (const { path, source, type } of mapping) {
    const text = "constant" in source ? source.constant : cellOf(row, source.column);
    if (text === "") continue;
    const isTime = path.length === 1 && TIME_FIELDS.has(path[0] ?? "");
    const value = isTime ? readTime(text) : convert(text, type);
    if (value === undefined) {
      const wanted = isTime ? "a time" : `a ${type}`;
      return {
        error: { code: "invalid_value", path: pointerTo(path), message: `"${text.slice(0, 100)}" is not ${wanted}` },
      };
    }
    setAt(message, path, value);
  }
  message.type ??= message.event === undefined ? "identify" : "track";
  return { message };
}

/** Turns the rows of `readCsvRecords` into messages; a row that cannot be mapped keeps its place, with an error. */
export async function* mapCsvRecords(
  records: AsyncIterable<ImportRecord>,
  mapping: CsvMapping,
): AsyncGenerator<ImportRecord> {
  for await (const record of records) {
    if (record.error !== undefined) yield record;
    else {
      // as: readCsvRecords gives an object of texts for every record without an error
      const mapped = mapCsvRow(record.value as Record<string, string>, mapping);
      yield "error" in mapped ? { ...record, error: mapped.error } : { ...record, value: mapped.message };
    }
  }
}

function cellOf(row: Readonly<Record<string, string>>, column: string): string {
  const cell = Object.hasOwn(row, column) ? row[column] : undefined;
  if (cell === undefined) throw missingColumn(column, Object.keys(row));
  return cell;
}

function convert(text: string, type: ColumnType): unknown {
  switch (type) {
    case "string":
      return text;
    case "number":
      return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) && Number.isFinite(Number(text))
        ? Number(text)
        : undefined;
    case "boolean":
      return readBoolean(text.trim().toLowerCase());
    case "json":
      try {
        return JSON.parse(text);
      } catch {
        return undefined; // The caller names the field.
      }
  }
}

function readBoolean(text: string): boolean | undefined {
  if (["true", "1", "yes", "t", "y"].includes(text)) return true;
  return ["false", "0", "no", "f", "n"].includes(text) ? false : undefined;
}

function setAt(message: Record<string, unknown>, path: string[], value: unknown): void {
  let place = message;
  for (const part of path.slice(0, -1)) {
    const inner = Object.hasOwn(place, part) ? place[part] : undefined;
    // as: only this function puts objects here, and paths within one another are refused when the mapping is read
    const next = inner === undefined ? {} : (inner as Record<string, unknown>);
    place[part] = next;
    place = next;
  }
  place[path.at(-1) ?? ""] = value;
}

function pointerTo(path: string[]): string {
  return path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function missingColumn(column: string, columns: readonly string[]): RapportError {
  return mappingError(`there is no column "${column}"; the file has ${columns.map((name) => `"${name}"`).join(", ")}`);
}

function mappingError(reason: string): RapportError {
  return new RapportError("invalid_parameter", `The column mapping does not fit: ${reason}`);
}
