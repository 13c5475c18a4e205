import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

test("beside the embedded database, garbage that has grown old is collected long before V8 would by itself", async () => {
  const module = new URL("./pglite-thread.ts", import.meta.url).href;
  // 30 MB that live, and 1 GB of which each piece lives until 10 MB more have come: long enough to reach the old space.
  const program = `
    const { getHeapStatistics } = require("node:v8");
    import(${JSON.stringify(module)}).then(async ({ PgliteThread }) => {
    const thread = new PgliteThread({}, 60_000);
    await thread.open();
    const make = () => Array.from({ length: 1_000 }, (_, i) => ({ i, next: [i, i + 1, i + 2] }));
    const live = Array.from({ length: 300 }, make);
    const window = [];
    let highest = 0;
    for (let i = 0; i < 10_000; i++) {
      window[i % 100] = make();
      if (i > 2_000 && i % 10 === 0) highest = Math.max(highest, getHeapStatistics().used_heap_size);
    }
    console.log(JSON.stringify({ live: live.length, highestMiB: Math.round(highest / 2 ** 20) }));
    await thread.close();
    });`;
  const flags = ["--max-semi-space-size=16", "--eval"];
  const { stdout } = await run(process.execPath, [...flags, program]);
  expect(JSON.parse(stdout).highestMiB).toBeLessThan(140);
});
