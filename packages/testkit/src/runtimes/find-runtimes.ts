import { existsSync, globSync } from "node:fs";
import { join, resolve } from "node:path";

/** The oldest Node that the clients are promised for is a package by itself on each platform. */
const OLDEST_NODE = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
/** Runtimes that npm brings; each has a package for every platform, of which one is installed. */
export const RUNTIME_VERSIONS = { bun: "1.4.5", deno: "2.9.6", workerd: "1.20261117.1", [OLDEST_NODE]: "18.20.8" };
export const RUNTIME_FOLDER = resolve(import.meta.dirname, "../../../../.cache/runtimes");

const PLACES = {
  bun: ["@oven/*", "bin/bun"],
  deno: ["@deno/*", "deno"],
  workerd: ["@cloudflare/*", "bin/workerd"],
  "node 18": [OLDEST_NODE, "bin/node"],
} as const;

/** The program of a runtime; undefined when it is not installed for this platform. */
export function findRuntime(name: keyof typeof PLACES): string | undefined {
  const [packages, path] = PLACES[name];
  const folder = join(RUNTIME_FOLDER, "node_modules");
  return existsSync(folder)
    ? globSync(join(packages, path), { cwd: folder }).map((one) => join(folder, one))[0]
    : undefined;
}
