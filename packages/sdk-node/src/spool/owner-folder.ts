import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/** A folder whose owner gave no sign of life for this long is given up by it. */
const SILENT_MS = 60_000;

const LEFT = "left";
const SUFFIX = ".jsonl";

/** Events of one project at one server never mix with those of another: the key of the sender decides where they go. */
export function projectFolder(folder: string, host: string, writeKey: string): string {
  return join(folder, createHash("sha256").update(`${host}\n${writeKey}`).digest("hex").slice(0, 16));
}

/**
 * The folder of one client below the folder of its project. Its name says which process it belongs to, so that another
 * process can tell at once that its owner is gone; its time of change is the owner's sign of life, for processes that do
 * not see each other (containers on one volume). A folder changes hands by a rename, which only one process can win.
 */
export class OwnerFolder {
  readonly path: string;
  readonly #root: string;
  readonly #name: string;
  #lastNumber = 0;

  constructor(root: string) {
    this.#root = root;
    this.#name = `${machineName()}.${process.pid}.${startSeconds()}.${randomUUID().slice(0, 8)}`;
    this.path = join(root, this.#name);
  }

  /** Path of the next file of this owner. */
  nextPath(): string {
    this.#lastNumber++;
    return join(this.path, `${String(this.#lastNumber).padStart(8, "0")}${SUFFIX}`);
  }

  create(): void {
    mkdirSync(this.path, { recursive: true });
  }

  /** Gives a sign of life; false when another process took this one for dead and moved the folder. */
  touch(): boolean {
    try {
      const now = new Date();
      utimesSync(this.path, now, now);
      return true;
    } catch {
      return false;
    }
  }

  /** Moves the files of all owners that are gone into this folder; answers their new paths. */
  claimOrphans(): string[] {
    const names = readdirSync(this.#root).filter((name) => name !== this.#name && isOrphan(this.#root, name));
    return names.flatMap((name) => this.#claim(name));
  }

  /** Leaves the folder to whoever comes next; an empty one goes. */
  leave(): void {
    if (readdirSync(this.path).length === 0) rmSync(this.path, { recursive: true });
    else renameSync(this.path, join(this.#root, `${LEFT}.${randomUUID()}`));
  }

  #claim(name: string): string[] {
    const claimed = join(this.path, `claimed-${randomUUID()}`);
    try {
      // Inside of this folder: if this process dies here, whoever claims the folder finds these files too.
      renameSync(join(this.#root, name), claimed);
    } catch {
      return []; // another process was faster
    }
    const files = readdirSync(claimed, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(SUFFIX));
    const paths = files.sort().map((file) => {
      const path = this.nextPath();
      renameSync(join(claimed, file), path);
      return path;
    });
    rmSync(claimed, { recursive: true });
    return paths;
  }
}

function isOrphan(root: string, name: string): boolean {
  const [machine, pid, start] = name.split(".");
  if (machine === LEFT) return true;
  if (machine === machineName()) {
    if (Number(pid) === process.pid) return start !== startSeconds();
    if (!isAlive(Number(pid))) return true;
  }
  const changed = statSync(join(root, name), { throwIfNoEntry: false })?.mtimeMs;
  return changed !== undefined && Date.now() - changed > SILENT_MS;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is such a process, of another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function machineName(): string {
  return hostname().replace(/[^\w-]/g, "_");
}

/** When this process began: a process that got the same pid later, as in a restarted container, has another one. */
function startSeconds(): string {
  return String(Math.round(performance.timeOrigin / 1_000));
}
