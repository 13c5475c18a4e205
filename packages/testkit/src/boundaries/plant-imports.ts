import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { PACKAGE_FOLDERS, PACKAGE_NAMES } from "./import-table.ts";

/** One file of the planted tree with the rule that must refuse it, or `undefined` when it must pass. */
export type Plant = { file: string; code: string; refusedBy: string | undefined };

/**
 * Writes a small copy of the workspace into a temporary folder: every package with an exports map and one entry file,
 * linked below node_modules as npm does, and the planted files.
 * @returns the folder; the caller removes it
 */
export function plantImports(plants: readonly Plant[]): string {
  const root = mkdtempSync(join(tmpdir(), "rapport-boundaries-"));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  write("package.json", JSON.stringify({ name: "planted", private: true, workspaces: ["packages/*", "examples/*"] }));
  for (const folder of PACKAGE_FOLDERS) {
    const name = PACKAGE_NAMES[folder];
    write(
      `packages/${folder}/package.json`,
      JSON.stringify({ name, type: "module", exports: { "./*": "./src/*.ts" } }),
    );
    write(`packages/${folder}/src/entry.ts`, ENTRY);
    linkPackage(root, name, `packages/${folder}`);
  }
  write("examples/shop/package.json", JSON.stringify({ name: "@rapport/shop", exports: { "./*": "./src/*.ts" } }));
  write("examples/shop/src/entry.ts", ENTRY);
  linkPackage(root, "@rapport/shop", "examples/shop");
  write("node_modules/left-pad/package.json", JSON.stringify({ name: "left-pad", main: "index.js" }));
  write("node_modules/left-pad/index.js", "module.exports = {};\n");
  for (const plant of plants) write(plant.file, plant.code);
  return root;
}

const ENTRY = "export const value = 1;\nexport type Value = number;\n";

function linkPackage(root: string, name: string, folder: string): void {
  const link = join(root, "node_modules", name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(relative(dirname(link), join(root, folder)), link, "dir");
}
