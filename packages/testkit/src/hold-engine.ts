// Before each file of tests with engines: holds the embedded engine, compiled, as long as the process lives. What V8 has compiled
// serves all threads of a process, but only while one of them holds it: without this, each store that opens after the last
// one closed compiles nine megabytes again, which is half of what opening it costs.
import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";

const HELD = Symbol.for("rapport.held-engine");

if (Reflect.get(globalThis, HELD) === undefined) {
  // As the store does before its first thread, and for the same reason: code that threads share must stay.
  setFlagsFromString("--no-wasm-code-gc");
  const engine = new URL("./pglite.wasm", import.meta.resolve("@electric-sql/pglite"));
  Reflect.set(globalThis, HELD, await WebAssembly.compile(await readFile(engine)));
}
