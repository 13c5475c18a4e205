import { parentPort, workerData } from "node:worker_threads";
import { PGlite, types } from "@electric-sql/pglite";

/**
 * Thread that owns the embedded database: WebAssembly statements run to their end without yielding, so they must
 * never run on the thread that answers requests.
 */
export type WorkerRequest =
  | { id: number; kind: "query"; text: string; params: unknown[]; rowMode: "array" | "object" }
  | { id: number; kind: "exec"; text: string }
  | { id: number; kind: "close" };
export type WorkerAnswer =
  | { id: number; rows: unknown[] }
  | { id: number; error: { message: string; code: string | undefined; detail: string | undefined } };

const asText = (value: string) => value;

const dataDir: unknown = workerData.dataDir;
const opening = PGlite.create({
  ...(typeof dataDir === "string" ? { dataDir } : {}),
  // Times stay text, as the query builder expects them from every engine.
  parsers: { [types.TIMESTAMP]: asText, [types.TIMESTAMPTZ]: asText, [types.DATE]: asText, [types.INTERVAL]: asText },
});
opening.then(
  () => parentPort?.postMessage({ id: 0, rows: [] } satisfies WorkerAnswer),
  (error: unknown) => parentPort?.postMessage({ id: 0, error: describe(error) } satisfies WorkerAnswer),
);

parentPort?.on("message", async (request: WorkerRequest) => {
  try {
    const rows = await run(await opening, request);
    parentPort?.postMessage({ id: request.id, rows } satisfies WorkerAnswer);
  } catch (error) {
    parentPort?.postMessage({ id: request.id, error: describe(error) } satisfies WorkerAnswer);
  }
});

async function run(database: PGlite, request: WorkerRequest): Promise<unknown[]> {
  switch (request.kind) {
    case "query":
      return (await database.query(request.text, request.params, { rowMode: request.rowMode })).rows;
    case "exec":
      return (await database.exec(request.text)).flatMap(({ rows }) => rows);
    case "close":
      await database.close();
      return [];
  }
}

function describe(error: unknown) {
  const { message, code, detail } = Object(error);
  return { message: text(message) ?? wordsOf(error), code: text(code), detail: text(detail) };
}

/** The engine's file system throws objects with a name and a number that are no errors. */
function wordsOf(error: unknown): string {
  return typeof error === "object" && error !== null ? JSON.stringify(error) : String(error);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
