import type { PGlite } from "@electric-sql/pglite";
import { messages, protocol, types } from "@electric-sql/pglite";

const { serialize } = protocol;

type Field = { name: string; dataTypeID: number };
type Statement = { name: string; paramTypes: readonly number[]; fields: readonly Field[] };

/** Statements that are remembered; the one that was not asked for the longest gives way. */
const KEPT = 300;
/** SQLSTATE of a prepared statement whose tables have changed so that its rows would look different. */
const CHANGED = "0A000";

/**
 * Runs the statements of one embedded database, one at a time. What is asked for a second time is prepared, and from then on
 * it is bound, run and answered by one call of the engine, which plans it anew only where a plan depends on the values:
 * the library's own `query` makes five calls, and parses and plans, for each.
 */
export class PgliteStatements {
  readonly #database: PGlite;
  /** By text, the latest asked for last; undefined stands for what was asked for once. */
  readonly #known = new Map<string, Statement | undefined>();
  #prepared = 0;

  constructor(database: PGlite) {
    this.#database = database;
  }

  async run(text: string, params: readonly unknown[], rowMode: "array" | "object"): Promise<unknown[]> {
    const asked = this.#known.has(text);
    const statement = asked ? (this.#known.get(text) ?? (await this.#prepare(text))) : undefined;
    await this.#remember(text, statement);
    if (!statement) return (await this.#database.query(text, [...params], { rowMode })).rows;
    try {
      return await this.#runPrepared(statement, params, rowMode);
    } catch (error) {
      if (error instanceof messages.DatabaseError && error.code === CHANGED) await this.#forget(text);
      throw error;
    }
  }

  async #runPrepared(statement: Statement, params: readonly unknown[], rowMode: "array" | "object") {
    const { name, paramTypes, fields } = statement;
    const values = params.map((value, i) => this.#toText(value, paramTypes[i]));
    const answer = await this.#send(serialize.bind({ statement: name, values }), serialize.execute({}));
    const rows = answer.flatMap((message) => (message instanceof messages.DataRowMessage ? [message.fields] : []));
    const toValue = (text: string | null, i: number): unknown =>
      types.parseType(text, fields[i]?.dataTypeID ?? types.TEXT, this.#database.parsers);
    if (rowMode === "array") return rows.map((row) => row.map(toValue));
    return rows.map((row) => Object.fromEntries(row.map((text, i) => [fields[i]?.name ?? "", toValue(text, i)])));
  }

  async #prepare(text: string): Promise<Statement> {
    const name = `s${++this.#prepared}`;
    const answer = await this.#send(serialize.parse({ name, text }), serialize.describe({ type: "S", name }));
    const statement: { -readonly [Key in keyof Statement]: Statement[Key] } = { name, paramTypes: [], fields: [] };
    for (const message of answer) {
      if (message instanceof messages.ParameterDescriptionMessage) statement.paramTypes = message.dataTypeIDs;
      if (message instanceof messages.RowDescriptionMessage) statement.fields = message.fields;
    }
    return statement;
  }

  async #remember(text: string, statement: Statement | undefined): Promise<void> {
    this.#known.delete(text);
    this.#known.set(text, statement);
    const [oldest] = this.#known.keys();
    if (this.#known.size > KEPT && oldest !== undefined) await this.#forget(oldest);
  }

  async #forget(text: string): Promise<void> {
    const statement = this.#known.get(text);
    this.#known.delete(text);
    if (statement) await this.#send(serialize.close({ type: "S", name: statement.name }));
  }

  /** One call of the engine. What fails in it is skipped to its end, where the engine is ready again. */
  async #send(...parts: readonly Uint8Array[]) {
    const message = Buffer.concat([...parts, serialize.sync()]);
    return (await this.#database.execProtocol(message, { syncToFs: false })).messages;
  }

  #toText(value: unknown, type: number | undefined): string | null {
    if (value === null || value === undefined) return null;
    const toText = type === undefined ? undefined : this.#database.serializers[type];
    return toText ? toText(value) : String(value);
  }
}
