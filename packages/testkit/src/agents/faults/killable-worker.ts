import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";

const WORKER = join(import.meta.dirname, "flow-worker.ts");

/** Starts workers on one database, one after the other, and kills them. */
export class KillableWorker {
  readonly #databaseUrl: string;
  readonly #seed: number;
  #starts = 0;
  #child: ChildProcess | undefined;
  #log = "";

  constructor(databaseUrl: string, seed: number) {
    this.#databaseUrl = databaseUrl;
    this.#seed = seed;
  }

  /** @throws Error with what it said, when the worker ends before it is ready */
  async start(): Promise<void> {
    this.#starts += 1;
    const args = [WORKER, this.#databaseUrl, String(this.#seed * 100_000 + this.#starts)];
    // Compiled once for all starts: a start is most of what a kill costs.
    const env = { NODE_COMPILE_CACHE: join(tmpdir(), "rapport-flow-worker") };
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    child.stderr.on("data", (chunk: Buffer) => {
      this.#log = (this.#log + chunk.toString("utf8")).slice(-10_000);
    });
    const ready = once(child.stdout, "data");
    const ended = once(child, "exit").then(() => {
      throw new Error(`The worker ended before it was ready: ${this.#log}`);
    });
    await Promise.race([ready, ended]);
    ended.catch(() => undefined);
  }

  /** SIGKILL: nothing of what it does is finished. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
}
