import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";

const SKIPPED = new Set(["node_modules", "dist", ".git", ".turbo", ".next", ".cache", ".rapport", "coverage"]);

/** Every file of the repository that could be committed, relative to `root`, with `/` on every system. */
export function listFiles(root, folder = root) {
  const files = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...listFiles(root, path));
    else if (entry.isFile()) files.push(relative(root, path).split(sep).join("/"));
  }
  return files.sort();
}

/** Shipped code: TypeScript of a package or an example that is no test, bench or tool setting. */
export function isShippedSource(file) {
  return /^(packages|examples)\/[^/]+\/src\/.+\.tsx?$/.test(file) && !isDevFile(file);
}

/** Tests, conformance suites, benches: checked for fewer things. */
export function isDevFile(file) {
  return /\.(test|test-d|e2e|bench|conformance)\.tsx?$|\/(test|bench|__fixtures__)\//.test(file);
}
