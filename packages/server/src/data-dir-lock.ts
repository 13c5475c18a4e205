import { randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, readlink, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { RapportError } from "@rapport/contracts/errors";

/**
 * Who holds a data directory. `started` tells two processes apart that were given the same pid one after the other;
 * `host` and `namespace` say where the pid means anything: in two containers that share a directory both are pid 1.
 * A released lock stays behind as a tombstone, see `lockDataDir`.
 */
type Holder = {
  pid: number;
  started: string | null;
  host: string | null;
  namespace: string | null;
  released: boolean;
};

const LOCK_NAME = /^lock\.(\d+)$/;
/** A holder touches its lock this often; whoever cannot see its process takes it for dead after this long without. */
const HEARTBEAT_MS = 5_000;
const LAPSE_MS = 60_000;

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
  const own = await describeSelf();
  for (;;) {
    const highest = (await lockNumbers(path)).at(-1) ?? 0;
    const holder = highest === 0 ? undefined : await readHolder(lockPath(path, highest));
    if (holder === "gone") continue;
    if (holder !== undefined && (await isAlive(holder, own, lockPath(path, highest)))) {
      throw heldError(path, holder, own, lockPath(path, highest));
    }
    if (await claim(path, highest + 1, own)) return held(path, highest + 1, own);
  }
}

/** The live holder of a data directory, if there is one. Changes nothing. */
export async function findHolder(dir: string): Promise<{ pid: number } | undefined> {
  const path = resolve(dir);
  const numbers = await lockNumbers(path).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  });
  const highest = numbers.at(-1);
  if (highest === undefined) return undefined;
  const holder = await readHolder(lockPath(path, highest));
  // A lock that went away meanwhile was taken over: its successor is read instead.
  if (holder === "gone") return findHolder(dir);
  return (await isAlive(holder, await describeSelf(), lockPath(path, highest))) ? { pid: holder.pid } : undefined;
}

async function describeSelf(): Promise<Holder> {
  // No /proc: then there are no pid namespaces either, or none that can be told apart.
  const namespace = await readlink("/proc/self/ns/pid").catch(() => null);
  return { pid: process.pid, started: await startOf(process.pid), host: hostname(), namespace, released: false };
}

function held(dir: string, number: number, own: Holder): { release(): Promise<void> } {
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A lock that somebody deleted cannot be touched, and must not be made again.
    utimes(lockPath(dir, number), now, now).catch(() => {});
  }, HEARTBEAT_MS).unref();
  let released: Promise<void> | undefined;
  return {
    release() {
      clearInterval(heartbeat);
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
  return {
    pid: parsed.pid,
    started: textOf(parsed, "started"),
    host: textOf(parsed, "host"),
    namespace: textOf(parsed, "namespace"),
    released: "released" in parsed && parsed.released === true,
  };
}

function textOf(value: object, key: string): string | null {
  const text: unknown = Reflect.get(value, key);
  return typeof text === "string" ? text : null;
}

async function isAlive(holder: Holder, own: Holder, path: string): Promise<boolean> {
  if (holder.released) return false;
  if (isElsewhere(holder, own)) return isTouched(path);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to someone else.
    if (codeOf(error) !== "EPERM") return false;
  }
  const started = await startOf(holder.pid);
  return started === null || holder.started === null || started === holder.started;
}

/** Whether the holder's pid is one of another machine or container, where it cannot be asked for. */
function isElsewhere(holder: Holder, own: Holder): boolean {
  // A lock without a host was written by a version that did not touch it: its pid is all there is to go by.
  return holder.host !== null && (holder.host !== own.host || holder.namespace !== own.namespace);
}

async function isTouched(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs < LAPSE_MS;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false; // A successor cleared it away; the claim finds that one.
    throw error;
  }
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

function heldError(dir: string, holder: Holder, own: Holder, path: string): RapportError {
  const stop = "Stop it, or start this one with another data directory.";
  if (isElsewhere(holder, own)) {
    return new RapportError(
      "unavailable",
      `The data directory ${dir} is in use by the process with pid ${holder.pid} on ${holder.host}, ` +
        `in another container or machine than this one. ${stop} If it is dead, wait ${LAPSE_MS / 1_000} seconds from ` +
        `its end, or delete ${path}.`,
    );
  }
  const who = holder.pid === process.pid ? `this process (pid ${holder.pid})` : `the process with pid ${holder.pid}`;
  return new RapportError(
    "unavailable",
    `The data directory ${dir} is in use by ${who}. ${stop} If that process is not Rapport, delete ${path}.`,
  );
}

function lockPath(dir: string, number: number): string {
  return join(dir, `lock.${number}`);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
