import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { readStartCommand, readStartSettings } from "./start-settings.ts";

const run = promisify(execFile);

const PLACES = [
  { place: "embedded", databaseUrl: undefined, youngMiB: 8, ownMapping: "8192" },
  { place: "embedded, by an empty variable", databaseUrl: "", youngMiB: 8, ownMapping: "8192" },
  { place: "on Postgres", databaseUrl: "postgres://localhost/rapport", youngMiB: 32, ownMapping: "32768" },
];

test.each(PLACES)("$place: what benches give Node is what the shell gives it, and V8 keeps to it", async (given) => {
  const { args, env } = readStartSettings(given.databaseUrl);

  const shell = await runStart(given.databaseUrl);
  expect({ args, env }).toEqual({ args: shell.args, env: shell.env });
  expect(env.MALLOC_MMAP_THRESHOLD_).toBe(given.ownMapping);
  // V8 says what its young space may become: both halves, and as much again for what is large.
  expect(await youngLimitMiB(args)).toBe(3 * given.youngMiB);
});

/** Runs the start command with a program in Node's place that says what it was given. */
async function runStart(databaseUrl: string | undefined) {
  const folder = await mkdtemp(join(tmpdir(), "rapport-start-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const stand = join(folder, "node");
  await writeFile(stand, `#!/bin/sh\nenv | grep ^MALLOC_\nprintf '%s\\n' "$@"\n`);
  await chmod(stand, 0o755);
  const env = {
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
  };
  const { stdout } = await run("sh", ["-c", readStartCommand()], { env });
  const lines = stdout.trim().split("\n");
  const variables = lines.filter((line) => line.startsWith("MALLOC_")).map((line) => line.split("="));
  return { args: lines.filter((line) => line.startsWith("--")), env: Object.fromEntries(variables) };
}

/** Bounds the old space, so that the rest of V8's limit is that of the young one. */
async function youngLimitMiB(args: readonly string[]): Promise<number> {
  const say = "console.log(v8.getHeapStatistics().heap_size_limit / 2 ** 20)";
  const { stdout } = await run(process.execPath, [...args, "--max-old-space-size=100", "--eval", say]);
  return Number(stdout.trim().split("\n")[0]) - 100;
}
