import type { ChildProcessByStdio } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

const MIGRATIONS = join(import.meta.dirname, "../../../../store/migrations");

type Child = ChildProcessByStdio<Writable, Readable, Readable>;
type Spare = { child: Child; ready: Promise<void> };

export type KillableWorkerOptions = {
  file: string;
  databaseUrl: string;
  seed: number;
  /** Others work on this database, too: what is held at its start may be theirs. */
  isBeside?: boolean;
};

/** Workers on one database, of which one works and is killed; the next one loads meanwhile, so that a kill costs no waiting for a start. */
export class KillableWorker {
  readonly #options: KillableWorkerOptions;
  #starts = 0;
  #working: Child | undefined;
  #said = "";
  #spare: Spare | undefined;

  constructor(options: KillableWorkerOptions) {
    this.#options = options;
  }

  /**
   * Sets a worker to work, until it kills itself at a boundary (counted from 1; 0 never): in time on a clock, a busy machine would kill before
   * anything is done. With SIGTERM it ends there as a server that is told to. @throws Error with what it said, when it ends before it is ready
   */
  async start(lastBoundary = 0, signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const { child, ready } = this.#spare ?? this.#load();
    await ready;
    this.#working = child;
    this.#said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      this.#said += chunk.toString("utf8");
    });
    child.stdin.write(`${lastBoundary} ${signal}\n`);
    this.#spare = this.#load();
  }

  /** Waits until it ends by itself; answers its code, null where it was killed. */
  async ended(): Promise<number | null> {
    const child = this.#working;
    if (child && !this.hasEnded) await once(child, "exit");
    return child?.exitCode ?? null;
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
    const { file, databaseUrl, seed, isBeside = false } = this.#options;
    const others = isBeside ? "beside" : "alone";
    const args = [file, databaseUrl, String(seed * 100_000 + this.#starts), MIGRATIONS, others];
    // Compiled once for all starts.
    const env = { NODE_COMPILE_CACHE: join(file, "../compiled") };
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
