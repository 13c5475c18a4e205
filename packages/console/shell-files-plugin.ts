import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const BASE = "/console/";
const WORKER = "worker.js";

/**
 * Tells the service worker which files make the console, once all are written. Words of the other languages are left to be kept
 * when somebody chooses one.
 */
export function shellFilesPlugin(): Plugin {
  return {
    name: "shell-files",
    apply: "build",
    writeBundle: {
      order: "post",
      handler({ dir = "dist" }, bundle) {
        const built = Object.values(bundle)
          .filter((part) => /\.(js|css)$/.test(part.fileName) && part.fileName !== WORKER)
          .filter((part) => part.type === "asset" || !part.facadeModuleId?.includes("/src/texts/"))
          .map(({ fileName }) => fileName)
          .sort();
        const page = readFileSync(join(dir, "index.html"));
        const version = createHash("sha256").update(page).update(built.join("\n")).digest("hex").slice(0, 12);
        const files = [BASE, `${BASE}favicon.svg`, ...built.map((name) => `${BASE}${name}`)];
        const path = join(dir, WORKER);
        const code = readFileSync(path, "utf8");
        if (!code.includes("SHELL_FILES")) throw new Error(`${WORKER} does not ask for its files`);
        writeFileSync(
          path,
          `const SHELL_VERSION=${JSON.stringify(version)},SHELL_FILES=${JSON.stringify(files)};\n${code}`,
        );
      },
    },
  };
}
