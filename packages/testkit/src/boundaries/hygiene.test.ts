import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../../..");
const SOURCE = "packages/domain/src";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Measures a tree with these files; answers what failed, what was printed and the record afterwards. */
function measure(files: Record<string, string>, ...args: string[]) {
  const root = mkdtempSync(join(tmpdir(), "rapport-hygiene-"));
  folders.push(root);
  for (const [file, text] of Object.entries({ [`${SOURCE}/clean.ts`]: "export const clean = 1;\n", ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const script = join(ROOT, "scripts/hygiene.mjs");
  const run = spawnSync(process.execPath, [script, "--root", root, ...args], { encoding: "utf8" });
  const failed = [...run.stderr.matchAll(/^(\w+) is \S+, allowed/gm)].map(([, name]) => name);
  const record = (): Record<string, number> => JSON.parse(readFileSync(join(root, "hygiene.json"), "utf8"));
  return { status: run.status, failed, output: run.stdout + run.stderr, record };
}

// Put together here, so that the measured repository does not hold the words themselves.
const MARKER = ["TO", "DO"].join("");
const SUPPRESSION = ["// biome", "ignore lint: x"].join("-");
const HOME = ["", "home", "somebody", "x"].join("/");
const lines = (count: number) => Array.from({ length: count }, (_, index) => `v${index}();\n`).join("");
const fn = (name: string, length: number) =>
  `export function ${name}(): void {\n${Array.from({ length }, (_, index) => `  ${name}${index}();`).join("\n")}\n}\n`;
const filler = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [`${SOURCE}/f${index}.ts`, fn(`f${index}`, 3)]),
);

/** Faults of which not one is allowed; all stand in one tree, since a run costs half a second. */
const FORBIDDEN: Record<string, Record<string, string>> = {
  importCycles: { [`${SOURCE}/a.ts`]: 'import "./b.ts";\n', [`${SOURCE}/b.ts`]: 'export { x } from "./a.ts";\n' },
  anyTypes: { [`${SOURCE}/any.ts`]: "export type A = any;\n" },
  bareCasts: { [`${SOURCE}/cast.ts`]: 'export const a = JSON.parse("1") as number;\n' },
  markers: { "docs/marker.md": `${MARKER}: write this\n` },
  machinePaths: { "docs/machine.md": `See ${HOME}\n` },
  registryHosts: {
    "package-lock.json": '{"packages":{"node_modules/x":{"resolved":"https://registry.example/x.tgz"}}}',
  },
};

test("refuses what must not occur once, and says where it stands", () => {
  const { status, failed, output } = measure(Object.assign({}, ...Object.values(FORBIDDEN)));
  expect(failed).toEqual(Object.keys(FORBIDDEN));
  expect(status).toBe(1);
  expect(output).toContain(`${SOURCE}/any.ts:1`);
  expect(output).toContain(`${SOURCE}/a.ts -> ${SOURCE}/b.ts`);
});

test("refuses any in tests too", () => {
  expect(measure({ [`${SOURCE}/a.test.ts`]: "export type A = any;\n" }).failed).toEqual(["anyTypes"]);
});

const LENGTHS: [string, string, Record<string, string>][] = [
  ["a file that is too long", "fileLinesMax", { ...filler, [`${SOURCE}/a.ts`]: lines(401) }],
  ["a function that is too long", "functionLinesMax", { ...filler, [`${SOURCE}/a.ts`]: fn("long", 61) }],
  ["a component that is too long", "componentLinesMax", { ...filler, [`${SOURCE}/a.tsx`]: fn("Long", 121) }],
  ["functions that are long as a habit", "functionLinesP90", { [`${SOURCE}/a.ts`]: fn("a", 41) + fn("b", 41) }],
  ["files that are long as a habit", "fileLinesP90", { [`${SOURCE}/a.ts`]: lines(251) }],
];

test.each(LENGTHS)("refuses %s", (_, name, files) => {
  expect(measure(files).failed).toEqual([name]);
});

test("refuses copied code", () => {
  const copied = Array.from({ length: 40 }, (_, index) => `export const v${index} = call(${index}, "text");`).join(
    "\n",
  );
  expect(measure({ [`${SOURCE}/a.ts`]: copied, [`${SOURCE}/b.ts`]: copied }).failed).toEqual(["duplicatePercent"]);
});

test("a tree without faults passes: casts with a reason, const casts, relative paths, long tests", () => {
  const { status, output } = measure({
    [`${SOURCE}/a.ts`]:
      '// as: a number is all that "1" can be\nexport const a = JSON.parse("1") as number;\nexport const b = [1] as const;\n',
    [`${SOURCE}/a.test.ts`]: fn("long", 500),
    "docs/page.md": "See ./src/home/x and https://example.com/home/x\n",
  });
  expect(output).not.toContain("allowed");
  expect(status).toBe(0);
});

test("a figure may not get worse than recorded, even inside its gate", () => {
  const files = { [`${SOURCE}/a.ts`]: `${SUPPRESSION}\nexport const a = 1;\n` };
  expect(measure(files).failed).toEqual([]);
  expect(measure({ ...files, "hygiene.json": '{"suppressions":0}' }).failed).toEqual(["suppressions"]);
});

test("--write stores what got better and never what got worse", () => {
  const files = { [`${SOURCE}/a.ts`]: `${SUPPRESSION}\nexport const a = 1;\n` };
  expect(measure({ ...files, "hygiene.json": '{"suppressions":3}' }, "--write").record()).toMatchObject({
    suppressions: 1,
  });
  const worse = measure({ ...files, "hygiene.json": '{"suppressions":0}' }, "--write");
  expect(worse.status).toBe(1);
  expect(worse.record()).toMatchObject({ suppressions: 0 });
});
