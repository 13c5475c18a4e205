import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

// V8 translates the embedded engine's functions once more, and better, after so much use: what a process of a test, which lives
// for seconds, does not get back. Ten times as much there; measures start the program as it is.
const LATER = process.env.VITEST === undefined ? [] : ["--wasm-tiering-budget=130000000"];

/** How Node is called for the built program. */
export const SERVER_CALL = [...LATER, resolve(import.meta.dirname, "../../../server/dist/cli.js")];

const START_TIMEOUT_MS = 180_000;

export type ServerOptions = {
  /** Data directory; absent = a temporary one that `dispose` removes. */
  dataDir?: string | undefined;
  /** Postgres server of the store; absent = embedded. */
  databaseUrl?: string | undefined;
  /** More settings, e.g. `RAPPORT_DEMO`. Nothing is inherited, so a test sees the same on every machine. */
  env?: Record<string, string> | undefined;
  /** Called by `dispose` when the process has ended. */
  cleanUp?: () => Promise<void>;
};

/** What `rapport start --json` prints. */
export type StartReport = {
  console: string;
  reference: string;
  storefront?: string;
  project: string;
  writeKey: string;
  secretKey: string;
  dataDir: string;
  store: "pglite" | "postgres";
};

/** How a process ended: with a code, or by a signal. */
export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** The product as a process of its own: can be killed and started again on the same data directory. */
export class SpawnedServer {
  readonly dataDir: string;
  readonly #options: ServerOptions;
  #child: ChildProcess | undefined;
  #report: StartReport | undefined;
  #log = "";

  constructor(dataDir: string, options: ServerOptions) {
    this.dataDir = dataDir;
    this.#options = options;
  }

  /** What the last start printed. */
  get report(): StartReport {
    if (!this.#report) throw new Error("The server was never started");
    return this.#report;
  }

  /** Origin of the last start; another one after each start, because the port is a free one. */
  get url(): string {
    return new URL(this.report.console).origin;
  }

  /** Postgres server of the store; undefined when the store is the embedded one. */
  get databaseUrl(): string | undefined {
    return this.#options.databaseUrl;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error("The server does not run");
    return pid;
  }

  /** Everything that all starts wrote to the error stream. */
  get log(): string {
    return this.#log;
  }

  /** Starts the program and waits for its line of JSON. @throws Error with its error stream when it ends before */
  async start(): Promise<void> {
    if (this.#child) throw new Error("The server runs already");
    const { databaseUrl, env } = this.#options;
    const child = spawn(process.execPath, [...SERVER_CALL, "start", "--json"], {
      env: serverEnvironment({ dataDir: this.dataDir, databaseUrl, env }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    child.once("exit", () => {
      this.#child = undefined;
    });
    child.stderr.on("data", (chunk: Buffer) => {
      this.#log += chunk.toString("utf8");
    });
    const line = await firstLine(child);
    if (line === undefined) {
      await this.kill("SIGKILL");
      throw new Error(`The server did not start:\n${this.#log}`);
    }
    // as: the program's own report, whose type is stated here; tests assert its parts
    this.#report = JSON.parse(line) as StartReport;
  }

  /** Sends a signal that does not end the process. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    process.kill(this.pid, signal);
  }

  /** Sends a signal and waits for the end. */
  async kill(signal: NodeJS.Signals): Promise<Exit> {
    const child = this.#child;
    if (!child) return { code: null, signal: null };
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
    return { code: child.exitCode, signal: child.signalCode };
  }

  /** Ends the process, whatever state it is in, and removes the data directory if it was a temporary one. */
  async dispose(): Promise<void> {
    await this.kill("SIGKILL");
    if (this.#options.dataDir === undefined) await rm(this.dataDir, { recursive: true, force: true });
    await this.#options.cleanUp?.();
  }
}

/** Starts the built product on a free port. Call `dispose` when done. */
export async function spawnServer(options: ServerOptions = {}): Promise<SpawnedServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "rapport-server-")));
  const server = new SpawnedServer(dataDir, options);
  try {
    await server.start();
    return server;
  } catch (error) {
    await server.dispose();
    throw error;
  }
}

/** Environment of a child: only what is said here. */
export function serverEnvironment(options: ServerOptions & { dataDir: string }): Record<string, string> {
  return {
    RAPPORT_PORT: "0",
    RAPPORT_DATA_DIR: options.dataDir,
    ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
    ...options.env,
  };
}

/** The first line of the output; undefined when the process ends, or takes too long, before it has one. */
async function firstLine(child: ChildProcess): Promise<string | undefined> {
  if (!child.stdout) return undefined;
  const timer = setTimeout(() => child.kill("SIGKILL"), START_TIMEOUT_MS);
  const lines = createInterface({ input: child.stdout });
  try {
    for await (const line of lines) return line;
    return undefined;
  } finally {
    clearTimeout(timer);
    // Leaving the loop closed the interface; the pipe must go on being emptied.
    child.stdout.resume();
  }
}
