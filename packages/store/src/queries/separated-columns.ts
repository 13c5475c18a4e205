import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";

/** Between values: JSON texts, ids and times never hold it, and other texts are looked at. */
const SEPARATOR = "\x1e";
/** A whole value that means null. */
const NULL = "\x15";
/** What a text must not hold to be sent this way. */
const RESERVED = new RegExp(`[${SEPARATOR}${NULL}]`);

/**
 * Columns of rows as one text each, whose values a separator keeps apart: `unnest` over `string_to_array` makes rows of
 * them for two thirds of what reading an array of JSON objects costs the server, and nothing is quoted here. In the list of a
 * `select`, where all give their next value together: in its `from`, the server would write each column to a store of its own first.
 */
export class SeparatedColumns<Row> {
  readonly #rows: readonly Row[];
  readonly #columns: SQL[] = [];
  #isSafe: boolean;

  constructor(rows: readonly Row[]) {
    this.#rows = rows;
    this.#isSafe = rows.length > 0;
  }

  /** A column of texts that hold no separator by their kind: ids, times, JSON. */
  addKnown(name: string, read: (row: Row) => string | number | null): this {
    return this.#add(
      name,
      this.#rows.map((row) => read(row) ?? NULL),
    );
  }

  /** A column of texts that somebody else has chosen. */
  addText(name: string, read: (row: Row) => string | null): this {
    const values = this.#rows.map((row) => {
      const value = read(row);
      // The array of one empty text would be an empty array.
      if (value !== null && (value === "" || RESERVED.test(value))) this.#isSafe = false;
      return value ?? NULL;
    });
    return this.#add(name, values);
  }

  /** The rows as what a `from` reads; undefined when a value cannot be sent this way. */
  toTable(): SQL | undefined {
    return this.#isSafe ? sql`(select ${sql.join(this.#columns, sql`, `)})` : undefined;
  }

  /** Joined at once: a text that grows value by value is two objects for each until it is read. */
  #add(name: string, values: readonly (string | number)[]): this {
    const array = sql`string_to_array(${values.join(SEPARATOR)}::text, E'\\x1e', E'\\x15')`;
    this.#columns.push(sql`unnest(${array}) as ${sql.identifier(name)}`);
    return this;
  }
}
