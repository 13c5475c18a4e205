import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const run = promisify(execFile);
const MB = 1_000_000;

// The kernel hands `ru_maxrss` on to a child: it would be that of the process that runs the tests. `VmHWM` is the process' own.
test.runIf(process.platform === "linux")(
  "a process that opens the embedded database, has it parse a lot and make many tables stays below 450 MB all the time",
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "rapport-parser-"));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    // The first makes the folder, by programs of Postgres' own that hold more; a server begins with a copy of a template.
    await openAndRun(dataDir, { parsed: 1, tables: 0 });
    const { rows, highestMB, optimisedMB } = await openAndRun(dataDir, { parsed: 2_000, tables: 300 });
    expect(rows).toBe(2_000);
    expect(highestMB).toBeLessThan(450);
    // 600 for the parser, 86 for what writes a table's defaults and checks; 41 for what copies a plan, which pays.
    expect(optimisedMB).toBeLessThan(50);
    expect(optimisedMB).toBeGreaterThan(10);
  },
  60_000,
);

/** A process of its own; also the most that V8 took to optimise one function, as its own trace says. */
async function openAndRun(
  dataDir: string,
  { parsed, tables }: { parsed: number; tables: number },
): Promise<{ rows: number; highestMB: number; optimisedMB: number }> {
  const module = new URL("./pglite-thread.ts", import.meta.url).href;
  const program = `
    const { readFileSync } = require("node:fs");
    const { setTimeout: sleep } = require("node:timers/promises");
    import(${JSON.stringify(module)}).then(async ({ PgliteThread }) => {
      const thread = new PgliteThread({ dataDir: ${JSON.stringify(dataDir)} }, 60_000);
      await thread.open();
      let rows = 0;
      for (let i = 0; i < ${parsed}; i++) rows += (await thread.query(\`select \${i} as n where \${i} > -1\`, [], "array")).length;
      for (let i = 0; i < ${tables}; i++)
        await thread.query(\`create temp table t_\${i} (n int default 1 check (n > 0 and n < 100))\`, [], "array");
      // V8 compiles beside the statements, for a second and longer.
      await sleep(${parsed > 1 ? 2_000 : 0});
      await thread.close();
      const highestMB = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1_000;
      console.log("\\n" + JSON.stringify({ rows, highestMB }));
    });`;
  const args = ["--max-semi-space-size=8", "--trace-wasm-compilation-times", "--eval", program];
  const env = { ...process.env, MALLOC_ARENA_MAX: "2" };
  const { stdout } = await run(process.execPath, args, { env, maxBuffer: 16 * MB });
  const taken = [...stdout.matchAll(/using TurboFan, took \d+ ms and (\d+) \//g)].map(
    ([, bytes]) => Number(bytes) / MB,
  );
  return { ...JSON.parse(stdout.trim().split("\n").at(-1) ?? ""), optimisedMB: Math.max(0, ...taken) };
}
