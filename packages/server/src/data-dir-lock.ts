import { randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { RapportError } from "@rapport/contracts/errors";

/**
 * Who holds a data directory. `started` tells two processes apart that were given the same pid one after the other.
 * A released lock stays behind as a tombstone, see `lockDataDir`.
 */
type Holder = { pid: number; started: string | null; released: boolean };

const LOCK_NAME = /^lock\.(\d+)$/;

/**
 * Takes a data directory for this process, or says who has it: two processes counting offsets in one event log would
 * overwrite each other's events.
 *
 * Locks are numbered and the highest counts. A dead or released lock N is never removed to make room: its successor
 * creates N+1 with `link`, which only one of several can do, and only then clears the lower ones away. A lock that was
 * made from an old view of the directory finds a higher one beside it and withdraws.
 *
 * @throws RapportError `unavailable` naming the holder's pid and the directory when a live process has it
 */
export async function lockDataDir(dir: string): Promise<{ release(): Promise<void> }> {
  const path = resolve(dir);
  await mkdir(path, { recursive: true });
  const own: Holder = { pid: process.pid, started: await startOf(process.pid), released: false };
  for (;;) {
    const highest = (await lockNumbers(path)).at(-1) ?? 0;
    const holder = highest === 0 ? undefined : await readHolder(lockPath(path, highest));
    if (holder === "gone") continue;
    if (holder !== undefined && (await isAlive(holder))) throw heldError(path, holder, lockPath(path, highest));
    if (await claim(path, highest + 1, own)) return held(path, highest + 1, own);
  }
}

function held(dir: string, number: number, own: Holder): { release(): Promise<void> } {
  let released: Promise<void> | undefined;
  return {
    release() {
      released ??= replaceLock(dir, number, { ...own, released: true });
      return released;
    },
  };
}

async function claim(dir: string, number: number, own: Holder): Promise<boolean> {
  const complete = await writeAside(dir, own);
  try {
    await link(complete, lockPath(dir, number));
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(complete);
  }
  const numbers = await lockNumbers(dir);
  if (numbers.at(-1) !== number) {
    await rm(lockPath(dir, number), { force: true });
    return false;
  }
  const lower = numbers.filter((other) => other < number);
  await Promise.all(lower.map((other) => rm(lockPath(dir, other), { force: true })));
  return true;
}

async function replaceLock(dir: string, number: number, holder: Holder): Promise<void> {
  await rename(await writeAside(dir, holder), lockPath(dir, number));
}

/** A lock appears under its name only when it is complete. */
async function writeAside(dir: string, holder: Holder): Promise<string> {
  const path = join(dir, `.lock-${holder.pid}-${randomUUID()}`);
  await writeFile(path, JSON.stringify(holder), { flag: "wx" });
  return path;
}

async function lockNumbers(dir: string): Promise<number[]> {
  const numbers = (await readdir(dir)).flatMap((name) => LOCK_NAME.exec(name)?.[1] ?? []).map(Number);
  return numbers.sort((one, other) => one - other);
}

/** `gone` when a successor cleared the lock away since the directory was read. */
async function readHolder(path: string): Promise<Holder | "gone"> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "gone";
    throw error;
  }
  const holder = parseHolder(text);
  if (holder !== undefined) return holder;
  throw new RapportError("unavailable", `The lock file ${path} is not readable. Delete it if no Rapport process runs.`);
}

function parseHolder(text: string): Holder | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined; // The caller names the file.
  }
  if (typeof parsed !== "object" || parsed === null || !("pid" in parsed) || typeof parsed.pid !== "number")
    return undefined;
  const started = "started" in parsed && typeof parsed.started === "string" ? parsed.started : null;
  return { pid: parsed.pid, started, released: "released" in parsed && parsed.released === true };
}

async function isAlive(holder: Holder): Promise<boolean> {
  if (holder.released) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to someone else.
    if (codeOf(error) !== "EPERM") return false;
  }
  const started = await startOf(holder.pid);
  return started === null || holder.started === null || started === holder.started;
}

/** Boot and start time of a process where Linux tells it; null elsewhere, and then the pid alone must do. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8");
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The name in field 2 may hold spaces and brackets; field 22, the start in clock ticks, is the 20th behind it.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return ticks === undefined ? null : `${boot.trim()}/${ticks}`;
  } catch {
    return null; // No /proc here, or the process has just ended; the pid decides.
  }
}

function heldError(dir: string, holder: Holder, path: string): RapportError {
  const who = holder.pid === process.pid ? `this process (pid ${holder.pid})` : `the process with pid ${holder.pid}`;
  return new RapportError(
    "unavailable",
    `The data directory ${dir} is in use by ${who}. Stop it, or start this one with another data directory. ` +
      `If that process is not Rapport, delete ${path}.`,
  );
}

function lockPath(dir: string, number: number): string {
  return join(dir, `lock.${number}`);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
