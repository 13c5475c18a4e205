import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite, types } from "@electric-sql/pglite";
import { PgliteStatements } from "./pglite-statements.ts";
import { PlainlyParsingPglite } from "./plainly-parsing-pglite.ts";
import { PROJECT_SETTING, TENANT_ROLE } from "./tenant-role.ts";

/**
 * Thread that owns the embedded database: WebAssembly statements run to their end without yielding, so they must
 * never run on the thread that answers requests.
 */
export type WorkerRequest =
  | {
      id: number;
      kind: "query";
      text: string;
      params: unknown[];
      rowMode: "array" | "object";
      projectId?: string | undefined;
    }
  | { id: number; kind: "exec"; text: string; projectId?: string | undefined }
  | { id: number; kind: "close" };
export type WorkerAnswer =
  | { id: number; rows: unknown[] }
  | { id: number; error: { message: string; code: string | undefined; detail: string | undefined } };

/** A folder; or memory, empty or as a tar of such a folder has it. */
export type PglitePlace = { dataDir?: string | undefined; image?: string | undefined };

const asText = (value: string) => value;

/**
 * Pages that the engine keeps in its own memory, instead of its default of 128 MB: the operating system keeps the files' pages
 * as well, so that what falls out of here is copied back and not read from a disk. And the planner's statistics are of 3,000 rows of
 * a table instead of 30,000, for everybody waits while they are gathered.
 */
const SETTINGS = ["-c", "shared_buffers=8MB", "-c", "default_statistics_target=10"];

const { dataDir, image }: PglitePlace = workerData;
const engine = new PlainlyParsingPglite({
  ...(dataDir !== undefined && { dataDir }),
  startParams: [...PGlite.defaultStartParams, ...SETTINGS],
  ...(image !== undefined && { loadDataDir: new Blob([readFileSync(image)]) }),
  // Times stay text, as the query builder expects them from every engine.
  parsers: { [types.TIMESTAMP]: asText, [types.TIMESTAMPTZ]: asText, [types.DATE]: asText, [types.INTERVAL]: asText },
});
const opening = engine.waitReady.then(() => engine);
opening.then(
  () => parentPort?.postMessage({ id: 0, rows: [] } satisfies WorkerAnswer),
  (error: unknown) => parentPort?.postMessage({ id: 0, error: describe(error) } satisfies WorkerAnswer),
);

const statements = opening.then((database) => new PgliteStatements(database));
// Whoever asks is told. Unheard it would end this thread, and that might be told before why it could not open.
statements.catch(() => {});

// Whoever sends several without waiting has them run in their order.
let last: Promise<void> = Promise.resolve();
parentPort?.on("message", (request: WorkerRequest) => {
  last = last.then(() => answer(request));
});

async function answer(request: WorkerRequest): Promise<void> {
  try {
    const rows = await run(await opening, request);
    parentPort?.postMessage({ id: request.id, rows } satisfies WorkerAnswer);
  } catch (error) {
    parentPort?.postMessage({ id: request.id, error: describe(error) } satisfies WorkerAnswer);
  }
}

async function run(database: PGlite, request: WorkerRequest): Promise<unknown[]> {
  if (request.kind !== "close") await become(await statements, request.projectId);
  switch (request.kind) {
    case "query":
      return (await statements).run(markOf(request) + request.text, request.params, request.rowMode);
    case "exec":
      return (await database.exec(request.text)).flatMap(({ rows }) => rows);
    case "close":
      await database.close();
      return [];
  }
}

const SET_BOTH = `select set_config('role', $1, false), set_config('${PROJECT_SETTING}', $2, false)`;
/** Whose statements the one connection runs at the moment: a project's, the owner's (undefined), or it is not known (null). */
let current: string | undefined | null;

/** What stays costs nothing: most servers have one project, and the owner's statements come between now and then. */
async function become(prepared: PgliteStatements, projectId: string | undefined): Promise<void> {
  if (current === projectId) return;
  current = null;
  await prepared.run(SET_BOTH, projectId === undefined ? ["none", ""] : [TENANT_ROLE, projectId], "array");
  current = projectId;
}

/** A plan holds for one role: a statement of both would be planned anew at each change. */
function markOf({ projectId }: { projectId?: string | undefined }): string {
  return projectId === undefined ? "" : "/* a project's */ ";
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
