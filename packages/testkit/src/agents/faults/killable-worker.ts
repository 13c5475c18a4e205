import type { ChildProcessByStdio } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

const MIGRATIONS = join(import.meta.dirname, "../../../../store/migrations");

type Child = ChildProcessByStdio<Writable, Readable, Readable>;
type Spare = { child: Child; ready: Promise<void> };

/** Workers on one database, of which one works and is killed; the next one loads meanwhile, so that a kill costs no waiting for a start. */
export class KillableWorker {
  readonly #file: string;
  readonly #databaseUrl: string;
  readonly #seed: number;
  #starts = 0;
  #working: Child | undefined;
  #said = "";
  #spare: Spare | undefined;

  constructor(file: string, databaseUrl: string, seed: number) {
    this.#file = file;
    this.#databaseUrl = databaseUrl;
    this.#seed = seed;
  }

  /**
   * Sets a worker to work, until it kills itself at a boundary (counted from 1; 0 never): in time on a clock, a busy machine would kill before
   * anything is done. @throws Error with what it said, when it ends before it is ready
   */
  async start(lastBoundary = 0): Promise<void> {
    const { child, ready } = this.#spare ?? this.#load();
    await ready;
    this.#working = child;
    this.#said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      this.#said += chunk.toString("utf8");
    });
    child.stdin.write(`${lastBoundary}\n`);
    this.#spare = this.#load();
  }

  get hasEnded(): boolean {
    return !this.#working || this.#working.exitCode !== null || this.#working.signalCode !== null;
  }

  /** SIGKILL, where it has not come to its boundary: nothing of what it does is finished. Answers the boundary at which it died, and which statement was near. */
  async kill(): Promise<{ boundary: string; statement: string }> {
    if (this.#working) await end(this.#working);
    const [boundary = "", statement = ""] = this.#said.split("|");
    return { boundary: boundary === "" ? "while it waited" : boundary, statement };
  }

  /** Kills the one that works and the one that waits. */
  async close(): Promise<void> {
    await this.kill();
    if (this.#spare) await end(this.#spare.child);
  }

  #load(): Spare {
    this.#starts += 1;
    const args = [this.#file, this.#databaseUrl, String(this.#seed * 100_000 + this.#starts), MIGRATIONS];
    // Compiled once for all starts.
    const env = { NODE_COMPILE_CACHE: join(this.#file, "../compiled") };
    const child = spawn(process.execPath, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    let log = "";
    child.stderr.on("data", (chunk: Buffer) => {
      log = (log + chunk.toString("utf8")).slice(-10_000);
    });
    // One that was killed takes no more.
    child.stdin.on("error", () => undefined);
    const ended = once(child, "exit").then(() => {
      throw new Error(`The worker ended before it was ready: ${log}`);
    });
    ended.catch(() => undefined);
    const ready = Promise.race([once(child.stdout, "data").then(() => undefined), ended]);
    ready.catch(() => undefined);
    return { child, ready };
  }
}

async function end(child: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
