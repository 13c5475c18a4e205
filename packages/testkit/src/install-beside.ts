import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Installs packages at these exact versions (`{ name: version }`) into a folder beside the repository's own, where they are not there
 * yet: what one command needs now and then would otherwise be part of every `npm ci`.
 */
export function installBeside(folder: string, versions: Readonly<Record<string, string>>): void {
  const missing = Object.entries(versions).filter(([name, version]) => installedVersion(folder, name) !== version);
  if (missing.length === 0) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const packages = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  execFileSync("npm", ["install", "--ignore-scripts", "--no-package-lock", "--omit=dev", ...packages], {
    cwd: folder,
    stdio: "inherit",
  });
}

function installedVersion(folder: string, name: string): unknown {
  const path = join(folder, "node_modules", name, "package.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).version : undefined;
}
