import type { ChildProcess } from "node:child_process";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { PARTITION_COUNT } from "@rapport/contracts/log";
import { TEST_SEED } from "@rapport/testkit/test-seed";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLmdbEventLog } from "./lmdb.ts";

const CHILD = fileURLToPath(new URL("./lmdb.int-child.ts", import.meta.url));
const KILLS = Number(process.env.RAPPORT_KILLS ?? 20);

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "event-log-"));
});
afterEach(() => rm(dir, { recursive: true }));

test(`after each of ${KILLS} kill -9 every answered value is there once, at its offset, without gaps`, {
  timeout: KILLS * 30_000,
}, async () => {
  const seed = TEST_SEED;
  console.log(`kill seed ${seed} (repeat with RAPPORT_TEST_SEED=${seed})`);
  const random = seededRandom(seed);
  const answers = join(dir, "answers");
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = sizeOf(answers);
    const child = spawn(process.execPath, [CHILD, "append", join(dir, "log"), answers, `${kill}`], {
      stdio: "inherit",
    });
    while (sizeOf(answers) === before && child.exitCode === null) await pause(2);
    await pause(random() * 150);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(sizeOf(answers)).toBeGreaterThan(before);
    await expectAnsweredStored(join(dir, "log"), answeredIn(answers));
  }
});

// The limit on the size of a file stands for a full disk: it needs no mount, and can be lifted from outside.
test.runIf(process.platform === "linux")(
  "a full disk refuses the append loudly, keeps what was answered, and goes on when there is room",
  async () => {
    const command = `ulimit -S -f 1500; exec "$0" "$@"`;
    const child = spawn("bash", ["-c", command, process.execPath, CHILD, "fill", join(dir, "log")], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines = linesOf(child);
    const full = JSON.parse(await lines());
    expect(full.refusal).toMatch(/could not be written .*Nothing of the request was kept/);
    expect(full.kept).toBeGreaterThan(50);
    expect([full.end, full.readable]).toEqual([full.kept, full.kept]);
    execFileSync("prlimit", ["--pid", `${child.pid}`, "--fsize=unlimited"]);
    child.kill("SIGUSR2");
    expect(JSON.parse(await lines())).toEqual({ offset: full.kept, readable: full.kept + 1 });
    await once(child, "exit");
    const log = await openLmdbEventLog({ dir: join(dir, "log") });
    expect(log.ends()[1]).toBe(full.kept + 1);
    await log.close();
  },
);

type Answered = { partition: number; offset: number; text: string };

async function expectAnsweredStored(path: string, answered: Answered[]): Promise<void> {
  const log = await openLmdbEventLog({ dir: path });
  const stored = new Map<string, string>();
  const texts = new Set<string>();
  for (let partition = 0; partition < PARTITION_COUNT; partition += 1) {
    const records = await log.read(partition, 0, 10_000_000, 2 ** 40);
    expect(records.filter((record, index) => record.offset !== index)).toEqual([]);
    expect(log.ends()[partition]).toBe(records.length);
    for (const { offset, value } of records) {
      const text = Buffer.from(value).toString().trim();
      if (texts.has(text)) throw new Error(`${text} is stored twice`);
      texts.add(text);
      stored.set(`${partition} ${offset}`, text);
    }
  }
  await log.close();
  const lost = answered.filter(({ partition, offset, text }) => stored.get(`${partition} ${offset}`) !== text);
  expect(lost).toEqual([]);
  expectWholeCalls(texts);
}

/** Texts read `run:call:index/size`: of each call all entries are stored, or none. */
function expectWholeCalls(texts: Set<string>): void {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const [call = ""] = text.match(/^\d+:\d+/) ?? [];
    const size = text.slice(text.indexOf("/"));
    counts.set(call + size, (counts.get(call + size) ?? 0) + 1);
  }
  expect([...counts].filter(([call, count]) => !call.endsWith(`/${count}`))).toEqual([]);
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

/** Answers that were noted completely; the kill may have cut the last line. */
function answeredIn(path: string): Answered[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => {
    const [partition, offset, text = ""] = line.split(" ");
    return { partition: Number(partition), offset: Number(offset), text };
  });
}

function linesOf(child: ChildProcess): () => Promise<string> {
  if (child.stdout === null) throw new Error("The child was started without a pipe");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async () => String((await lines.next()).value);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Mulberry32: small, seeded, good enough to choose moments. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
