import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { RapportError } from "@rapport/contracts/errors";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findHolder, lockDataDir } from "./data-dir-lock.ts";

let dir = "";
let children: ChildProcess[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "data-dir-"));
});
afterEach(async () => {
  await Promise.all(children.map(killed));
  children = [];
  await rm(dir, { recursive: true });
});

test("a directory held by a live process is refused with its pid, the directory and the fix", async () => {
  const holder = await locked(startLocker());
  const refusal = await refusalOf(dir);
  expect(refusal.code).toBe("unavailable");
  expect(refusal.message).toContain(`pid ${holder.pid}`);
  expect(refusal.message).toContain(dir);
  expect(refusal.message).toMatch(/Stop it, or start this one with another data directory/);
});

test("this process cannot take it twice, and can again after release", async () => {
  const lock = await lockDataDir(dir);
  expect((await refusalOf(dir)).message).toContain(`this process (pid ${process.pid})`);
  await lock.release();
  await lock.release();
  const again = await lockDataDir(dir);
  await again.release();
  expect((await readdir(dir)).length).toBe(1);
});

test("the lock of a process that was killed is taken over", async () => {
  await killed(await locked(startLocker()));
  const lock = await lockDataDir(dir);
  await lock.release();
});

test.runIf(process.platform === "linux")("the lock of a dead process whose pid lives again is taken over", async () => {
  const lock = await lockDataDir(dir);
  const [name = ""] = await readdir(dir);
  const holder: { started: string } = JSON.parse(await readFile(join(dir, name), "utf8"));
  expect(holder.started).toMatch(/\/\d+$/);
  await writeFile(join(dir, name), JSON.stringify({ ...holder, started: `${holder.started}1` }));
  const again = await lockDataDir(dir);
  await again.release();
  await lock.release();
});

test.each([
  ["container", { host: hostname(), namespace: "pid:[1]" }],
  ["machine", { host: "elsewhere" }],
])("a holder in another %s counts as alive while it touches its lock, and no longer", async (_, place) => {
  // A pid that lives nowhere here: only the place and the touch can tell.
  const lock = await lockDataDir(dir);
  const [name = ""] = await readdir(dir);
  const path = join(dir, name);
  const own = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify({ ...own, pid: 2 ** 30, ...place }));
  const refusal = await refusalOf(dir);
  for (const part of [`pid ${2 ** 30} on ${place.host}`, "another container or machine", path]) {
    expect(refusal.message).toContain(part);
  }
  expect(await findHolder(dir)).toEqual({ pid: 2 ** 30 });
  const old = new Date(Date.now() - 61_000);
  await utimes(path, old, old);
  expect(await findHolder(dir)).toBeUndefined();
  const taken = await lockDataDir(dir);
  await taken.release();
  await lock.release();
});

test("a holder touches its lock until it releases it", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    const lock = await lockDataDir(dir);
    const path = join(dir, "lock.1");
    const old = new Date(Date.now() - 61_000);
    await utimes(path, old, old);
    vi.advanceTimersByTime(5_000);
    await vi.waitFor(async () => expect((await stat(path)).mtimeMs).toBeGreaterThan(old.getTime()), 20_000);
    await lock.release();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("looking for a holder finds the live one and changes nothing", async () => {
  expect(await findHolder(join(dir, "nowhere"))).toBeUndefined();
  expect(await findHolder(dir)).toBeUndefined();
  const lock = await lockDataDir(dir);
  expect(await findHolder(dir)).toEqual({ pid: process.pid });
  await lock.release();
  expect(await findHolder(dir)).toBeUndefined();
  expect(await readdir(dir)).toEqual(["lock.1"]);
});

test("an unreadable lock is refused, not taken over", async () => {
  await writeFile(join(dir, "lock.1"), "not a lock");
  expect((await refusalOf(dir)).message).toContain(join(dir, "lock.1"));
});

test("of eight processes that race for a dead process's lock one wins, in every round", async () => {
  await killed(await locked(startLocker()));
  for (let round = 0; round < 5; round += 1) {
    const go = Date.now() + 700;
    const racers = await Promise.all(Array.from({ length: 8 }, () => outcomeOf(startLocker(go))));
    const winners = racers.filter(({ outcome }) => outcome === "locked");
    expect(racers.map(({ outcome }) => outcome).sort()).toEqual(["locked", ...new Array(7).fill("refused")]);
    await Promise.all(winners.map(({ child }) => killed(child)));
  }
});

/** Starts a process that takes the lock at time `go`, says what came of it, and stays. */
function startLocker(go = 0): ChildProcess {
  const source = `
    import { lockDataDir } from ${JSON.stringify(new URL("./data-dir-lock.ts", import.meta.url).href)};
    while (Date.now() < ${go});
    setInterval(() => {}, 1_000);
    await lockDataDir(${JSON.stringify(dir)}).then(() => console.log("locked"), (error) => console.log(error.code === "unavailable" ? "refused" : error));
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return child;
}

async function outcomeOf(child: ChildProcess): Promise<{ child: ChildProcess; outcome: string }> {
  if (child.stdout === null) throw new Error("The process was started without a pipe");
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, outcome: String(line) };
}

async function locked(child: ChildProcess): Promise<ChildProcess> {
  expect((await outcomeOf(child)).outcome).toBe("locked");
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function refusalOf(path: string): Promise<RapportError> {
  const refusal = await lockDataDir(path).catch((error: unknown) => error);
  if (!(refusal instanceof RapportError)) throw new Error("The lock was not refused", { cause: refusal });
  return refusal;
}
