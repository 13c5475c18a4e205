import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { RapportError } from "@rapport/contracts/errors";
import type { PglitePlace, WorkerAnswer, WorkerRequest } from "./pglite-worker.ts";

type Waiting = { resolve: (rows: unknown[]) => void; reject: (error: Error) => void; timer: NodeJS.Timeout };
type Unsent<T> = T extends unknown ? Omit<T, "id"> : never;

// V8 of Node 24 frees WebAssembly code that two threads still share (`WasmImportWrapperCache::Free` while another thread
// tiers up its wrapper) and ends the whole process with SIGSEGV. Each database thread runs WebAssembly, and the thread
// that starts it may too. The code that now stays is bounded by the engine's own, and goes with the last thread.
setFlagsFromString("--no-wasm-code-gc");
// What the program was started with is for the first thread, whose spaces are laid out by now. A flag would win over the
// limits that every later thread is given.
setFlagsFromString("--max-semi-space-size=0");

/**
 * How much V8's old space may grow over what lived after its last collection, percent. Left to itself V8 waits for some 200 MB, most of them
 * garbage: batches on their way to the engine live just long enough to get there. With the engine in the process, memory is the
 * scarcer good; beside a Postgres server nobody opens this thread, and V8 goes on as it was started.
 */
const HEAP_GROWTH_PERCENT = 40;
/** Longest that opening may take: initdb, or recovery of a large database after a power cut. */
const OPEN_TIMEOUT_MS = 120_000;
/** Young space of the thread's JavaScript, which hardly does more than hand texts to the engine and rows back. */
const YOUNG_MB = 6;
/** Id of the answer that says whether the database is open; statements count from 1. */
const OPENING = 0;
/** SQLSTATE of a statement that ran out of time, on either engine (Postgres, appendix A). */
const QUERY_CANCELED = "57014";

/** An error of the database itself, with Postgres' SQLSTATE. */
class StatementError extends Error {
  override readonly name = "StatementError";
  readonly code: string | undefined;
  readonly detail: string | undefined;

  constructor(error: { message: string; code: string | undefined; detail: string | undefined }) {
    super(error.message);
    this.code = error.code;
    this.detail = error.detail;
  }
}

/**
 * The embedded database in its worker thread, with a watchdog: a statement that does not answer within
 * `statementTimeoutMs` means a wedged engine, so the thread is ended, the statements under way fail as retryable, and
 * the next one opens the data directory anew. The cause of that failure carries SQLSTATE 57014, as Postgres' own timeout.
 */
export class PgliteThread {
  readonly #place: PglitePlace;
  readonly #statementTimeoutMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #nextId = 1;
  #ending: Promise<unknown> | undefined;
  #closed = false;
  /** Grows with every new thread: what belonged to an older one must not go on. */
  generation = 0;

  constructor(place: PglitePlace, statementTimeoutMs: number) {
    this.#place = place;
    this.#statementTimeoutMs = statementTimeoutMs;
  }

  /** False between the end of a wedged thread and the statement that starts the next. */
  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /** Starts the thread and waits until the database answers. */
  async open(): Promise<void> {
    setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
    await this.#start();
  }

  /** Runs a statement as the role that sees one project's rows, or as the owner of all. */
  query(text: string, params: unknown[], rowMode: "array" | "object", projectId?: string): Promise<unknown[]> {
    return this.#send({ kind: "query", text, params, rowMode, projectId });
  }

  /** Runs any number of statements without parameters; answers the rows of all. */
  exec(text: string, projectId?: string): Promise<unknown[]> {
    return this.#send({ kind: "exec", text, projectId });
  }

  /** Ends the thread for good. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#closed = true;
    if (!worker) return;
    await this.#post({ kind: "close" });
    this.#worker = undefined;
    await worker.terminate();
  }

  async #send(request: Unsent<WorkerRequest>): Promise<unknown[]> {
    // A late statement must not open the data directory again behind the back of whoever closed it.
    if (this.#closed) throw new RapportError("unavailable", "The embedded database is closed");
    if (!this.#worker) await this.#start();
    return this.#post(request);
  }

  #post(request: Unsent<WorkerRequest>): Promise<unknown[]> {
    const id = this.#nextId++;
    const answer = this.#await(id, this.#statementTimeoutMs);
    this.#worker?.postMessage({ ...request, id });
    return answer;
  }

  async #start(): Promise<void> {
    // Two engines on one data directory would destroy it.
    await this.#ending;
    // The source runs as .ts, the bundle as .js; the worker lies beside this file in both.
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const worker = new Worker(new URL(`./pglite-worker.${extension}`, import.meta.url), {
      workerData: this.#place,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.generation++;
    this.#worker = worker;
    const opened = this.#await(OPENING, OPEN_TIMEOUT_MS);
    worker.on("message", (answer: WorkerAnswer) => this.#settle(answer));
    worker.on("error", (error) => this.#failAll(worker, error));
    worker.on("exit", () => this.#failAll(worker, new Error("The embedded database's thread ended")));
    try {
      await opened;
    } catch (error) {
      // A thread that could not open must not stay: it would answer every later statement with the same failure.
      this.#end(worker, error instanceof Error ? error : new Error(String(error)));
      throw openingFailed(error);
    }
  }

  #await(id: number, timeoutMs: number): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#restart(id, timeoutMs), timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
    });
  }

  #settle(answer: WorkerAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    this.#waiting.delete(answer.id);
    clearTimeout(waiting.timer);
    if ("error" in answer) waiting.reject(new StatementError(answer.error));
    else waiting.resolve(answer.rows);
  }

  #restart(id: number, timeoutMs: number): void {
    const message = `No answer within ${timeoutMs} ms`;
    // Only a statement is to blame for its time: opening takes what the disk takes.
    const code = id === OPENING ? undefined : QUERY_CANCELED;
    if (this.#worker) this.#end(this.#worker, new StatementError({ message, code, detail: undefined }));
  }

  #end(worker: Worker, cause: Error): void {
    this.#failAll(worker, cause);
    this.#ending = worker.terminate();
  }

  #failAll(worker: Worker, cause: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const waiting of this.#waiting.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(new RapportError("unavailable", "The embedded database was restarted; try again", { cause }));
    }
    this.#waiting.clear();
  }
}

function openingFailed(error: unknown): RapportError {
  if (error instanceof RapportError) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new RapportError("unavailable", `The embedded database could not be opened: ${words}`, { cause: error });
}
