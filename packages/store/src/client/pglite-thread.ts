import { Worker } from "node:worker_threads";
import { RapportError } from "@rapport/contracts/errors";
import type { WorkerAnswer, WorkerRequest } from "./pglite-worker.ts";

type Waiting = { resolve: (rows: unknown[]) => void; reject: (error: Error) => void; timer: NodeJS.Timeout };
type Unsent<T> = T extends unknown ? Omit<T, "id"> : never;

/** An error of the database itself, with Postgres' SQLSTATE. */
export class StatementError extends Error {
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
 * the next one opens the data directory anew.
 */
export class PgliteThread {
  readonly #dataDir: string | undefined;
  readonly #statementTimeoutMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #nextId = 1;
  /** Grows with every new thread: what belonged to an older one must not go on. */
  generation = 0;

  constructor(dataDir: string | undefined, statementTimeoutMs: number) {
    this.#dataDir = dataDir;
    this.#statementTimeoutMs = statementTimeoutMs;
  }

  /** Starts the thread and waits until the database answers. */
  async open(): Promise<void> {
    await this.#start();
  }

  query(text: string, params: unknown[], rowMode: "array" | "object"): Promise<unknown[]> {
    return this.#send({ kind: "query", text, params, rowMode });
  }

  async exec(text: string): Promise<void> {
    await this.#send({ kind: "exec", text });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    await this.#send({ kind: "close" });
    this.#worker = undefined;
    await worker.terminate();
  }

  async #send(request: Unsent<WorkerRequest>): Promise<unknown[]> {
    if (!this.#worker) await this.#start();
    const id = this.#nextId++;
    const answer = this.#await(id);
    this.#worker?.postMessage({ ...request, id });
    return answer;
  }

  async #start(): Promise<void> {
    // The source runs as .ts, the bundle as .js; the worker lies beside this file in both.
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const worker = new Worker(new URL(`./pglite-worker.${extension}`, import.meta.url), {
      workerData: { dataDir: this.#dataDir },
    });
    this.generation++;
    this.#worker = worker;
    const opened = this.#await(0);
    worker.on("message", (answer: WorkerAnswer) => this.#settle(answer));
    worker.on("error", (error) => this.#failAll(worker, error));
    worker.on("exit", () => this.#failAll(worker, new Error("The embedded database's thread ended")));
    await opened;
  }

  #await(id: number): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#restart(), this.#statementTimeoutMs);
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

  #restart(): void {
    const worker = this.#worker;
    if (!worker) return;
    this.#failAll(worker, new Error(`No answer within ${this.#statementTimeoutMs} ms`));
    void worker.terminate();
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
