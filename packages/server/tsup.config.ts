import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defineConfig } from "tsup";
import { defineBuild } from "../../tsup.shared.ts";

/** What the server hands out or starts from, made by other packages. */
const ASSETS: Record<string, string> = {
  "../console/dist": "dist/console",
  "../../examples/storefront": "dist/storefront",
  "../sdk-browser/dist": "dist/browser",
  "../store/migrations": "dist/migrations",
};

export default defineConfig(
  defineBuild({
    entry: {
      cli: "src/cli.ts",
      "intent-fit-worker": "src/intent-fit-worker.ts",
      "pdf-read-worker": "../domain/src/knowledge/reading/pdf-read-worker.ts",
      "pglite-worker": "../store/src/client/pglite-worker.ts",
      "training-worker": "../domain/src/recommendations/training/training-worker.ts",
    },
    splitting: true,
    clean: ["!pglite-template*/**"], // made meanwhile
    // Everything but the engines that bring binaries of their own, or are CommonJS that no ES module can hold, and what only
    // some install: one file loads in a third of the time of hundreds.
    noExternal: [/^(?!lmdb|@electric-sql|ioredis|kafkajs|@langchain\/anthropic|@langchain\/google)/],
    // The bundler has left out what nobody uses. Rollup, asked once more, finds nothing in 23 s of processor time.
    treeshake: false,
    minifySyntax: true,
    // V8 keeps the text of what it runs. Names and lines stay, for whoever reads a trace.
    esbuildOptions: (options) => {
      options.charset = "ascii";
      options.minifyWhitespace = true;
      options.lineLimit = 160;
    },
    // Bundled CommonJS (the circuit breaker, the metrics) asks for Node's own modules by a require that ES modules lack.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    async onSuccess() {
      for (const [from, to] of Object.entries(ASSETS)) await cp(from, to, { recursive: true, filter: isServed });
      await escapePatterns("dist");
    },
  }),
);

/** Of the browser SDK, its scripts for tags; a page's own build gets the modules from the package. */
function isServed(path: string): boolean {
  return !/sdk-browser\/dist\/(?!rapport[^/]*\.js$)/.test(path.replaceAll("\\", "/"));
}

/**
 * Regular expressions are the only place where the bundler leaves letters beyond ASCII. A single one makes V8 keep two bytes
 * for each letter of the file, so they become escapes too.
 */
async function escapePatterns(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(".js")) continue;
    const path = join(folder, name);
    const text = await readFile(path, "utf8");
    const plain = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
    if (plain !== text) await writeFile(path, plain);
  }
}
