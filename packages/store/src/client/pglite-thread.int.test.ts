import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

// V8 tells of each collection, and collects at every chance: what it frees under another thread ends the process.
const FLAGS = ["--stress-wasm-code-gc", "--trace-wasm-code-gc"];

test("the database's thread frees no WebAssembly code that another thread may be running", async () => {
  const module = new URL("./pglite-thread.ts", import.meta.url).href;
  const program = `
    import(${JSON.stringify(module)}).then(async ({ PgliteThread }) => {
      const thread = new PgliteThread({}, 60_000);
      await thread.open();
      console.log("answer", (await thread.query("select 6 * 7 as n", [], "object"))[0].n);
      await thread.close();
    });`;
  const { stdout } = await run(process.execPath, [...FLAGS, "--eval", program], { maxBuffer: 64 * 1024 * 1024 });
  const lines = stdout.split("\n");
  expect(lines).toContain("answer 42");
  // Isolate 0 is the main thread, which strips types before the module is loaded.
  expect(lines.filter((line) => /\[wasm-gc\] Isolate [1-9]/.test(line))).toEqual([]);
});
