import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** Runtimes that npm brings; each has a package for every platform, of which one is installed. */
export const RUNTIME_VERSIONS = { bun: "1.4.5", deno: "2.9.6", workerd: "1.20261117.1" };
export const RUNTIME_FOLDER = resolve(import.meta.dirname, "../../../../.cache/runtimes");

const PLACES = { bun: ["@oven", "bin/bun"], deno: ["@deno", "deno"], workerd: ["@cloudflare", "bin/workerd"] } as const;

/** The program of a runtime; undefined when it is not installed for this platform. */
export function findRuntime(name: keyof typeof PLACES): string | undefined {
  const [scope, path] = PLACES[name];
  const folder = join(RUNTIME_FOLDER, "node_modules", scope);
  const packages = existsSync(folder) ? readdirSync(folder) : [];
  return packages.map((one) => join(folder, one, path)).find((program) => existsSync(program));
}
