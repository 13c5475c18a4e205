import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../../..");

/** One faulty file per lint rule of the house, and the same text where the rule does not hold. */
const LONG_FUNCTION = `export function long(): void {\n${"  console.log(1);\n".repeat(61)}}\n`;
const READS_ENVIRONMENT = "export const home = process.env.HOME;\n";
const READS_NODE = 'import { readFileSync } from "node:fs";\n\nexport const read = readFileSync;\n';
const PLANTS: { file: string; code: string; rule: string | undefined }[] = [
  { file: "packages/domain/src/re-export.ts", code: 'export * from "./one.ts";\n', rule: "noReExportAll" },
  { file: "packages/domain/src/barrel.ts", code: 'export { one } from "./one.ts";\n', rule: "noBarrelFile" },
  { file: "packages/domain/src/one.ts", code: "export const one = 1;\nexport type One = number;\n", rule: undefined },
  { file: "packages/domain/src/main-export.ts", code: "export default 1;\n", rule: "noDefaultExport" },
  { file: "packages/domain/vite.config.ts", code: "export default {};\n", rule: undefined },
  {
    file: "packages/domain/src/any-type.ts",
    code: "export const f = (v: any): unknown => v;\n",
    rule: "noExplicitAny",
  },
  {
    file: "packages/domain/src/bang.ts",
    code: "export const f = (v?: string): string => v!;\n",
    rule: "noNonNullAssertion",
  },
  { file: "packages/domain/src/environment.ts", code: READS_ENVIRONMENT, rule: "noProcessEnv" },
  { file: "packages/server/src/config.ts", code: READS_ENVIRONMENT, rule: undefined },
  {
    file: "packages/domain/src/mixed-import.ts",
    code: importOf("{ type One, one }", "./one.ts"),
    rule: "useImportType",
  },
  { file: "packages/domain/src/no-extension.ts", code: importOf("{ one }", "./one"), rule: "useImportExtensions" },
  { file: "packages/domain/src/camelCase.ts", code: "export const a = 1;\n", rule: "useFilenamingConvention" },
  { file: "packages/domain/src/enumeration.ts", code: "export enum E {\n  A,\n}\n", rule: "noEnum" },
  { file: "packages/domain/src/long.ts", code: LONG_FUNCTION, rule: "noExcessiveLinesPerFunction" },
  { file: "packages/domain/src/long.test.ts", code: LONG_FUNCTION, rule: undefined },
  { file: "packages/domain/src/long-file.ts", code: "console.log(1);\n".repeat(401), rule: "noExcessiveLinesPerFile" },
  { file: "packages/domain/src/ring-a.ts", code: 'export { b as a } from "./ring-b.ts";\n', rule: "noImportCycles" },
  { file: "packages/domain/src/ring-b.ts", code: 'export { a as b } from "./ring-a.ts";\n', rule: "noImportCycles" },
  { file: "packages/engine/src/reads-node.ts", code: READS_NODE, rule: "noNodejsModules" },
  { file: "packages/engine/src/reads-node.test.ts", code: READS_NODE, rule: undefined },
  { file: "packages/sdk-core/src/page.ts", code: "export const w = window.innerWidth;\n", rule: "noRestrictedGlobals" },
  { file: "packages/contracts/src/bytes.ts", code: 'export const b = Buffer.from("");\n', rule: "noRestrictedGlobals" },
  { file: "packages/sdk-browser/src/page.ts", code: "export const w = window.innerWidth;\n", rule: undefined },
];

function importOf(names: string, from: string): string {
  return `import ${names} from "${from}";\n\nexport const two: number = one + 1;\n`;
}

type LintReport = { diagnostics: { category: string; location: { path: string } }[] };

let root = "";
const refused = new Map<string, string[]>();

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "rapport-lint-"));
  for (const { file, code } of PLANTS) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), code);
  }
  writeFileSync(join(root, "biome.json"), readFileSync(join(ROOT, "biome.json")));
  const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  const args = [biome, "lint", "--reporter=json", "--max-diagnostics=none", "."];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  const report: LintReport = JSON.parse(run.stdout);
  for (const { category, location } of report.diagnostics) {
    refused.set(location.path, [...(refused.get(location.path) ?? []), category.split("/").at(-1) ?? ""]);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test.each(PLANTS)("$file: $rule", ({ file, rule }) => {
  const found = refused.get(file) ?? [];
  if (rule === undefined) expect(found).toEqual([]);
  else expect(found).toContain(rule);
});
