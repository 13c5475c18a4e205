import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { z } from "zod";

const DIST = fileURLToPath(new URL("../../../console/dist/", import.meta.url));
const MANIFEST = `${DIST}.vite/manifest.json`;

/** Bytes of JavaScript, gzip level 9. What the first screen needs, whichever it is, and what each part fetched later adds to it. */
const BUDGET = { firstLoad: 170_000, part: 60_000 };

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().optional(),
    isDynamicEntry: z.boolean().optional(),
    imports: z.array(z.string()).default([]),
  }),
);
type Manifest = z.infer<typeof manifestSchema>;

/** The console's first load and, by the name of its module, each part that is loaded when it is wanted. */
export type ConsoleSizes = { firstLoad: number; parts: ReadonlyMap<string, number> };

/** Sizes of the console as it was built last. @throws Error when it was not */
export function measureConsole(): ConsoleSizes {
  if (!existsSync(MANIFEST)) throw new Error("packages/console/dist has no manifest: run npm run build first");
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(MANIFEST, "utf8")));
  const modules = Object.keys(manifest);
  const first = withImports(
    manifest,
    modules.filter((name) => manifest[name]?.isEntry),
  );
  const parts = modules
    .filter((name) => manifest[name]?.isDynamicEntry)
    .map((name) => [name, sum([...withImports(manifest, [name])].filter((file) => !first.has(file)))] as const);
  return { firstLoad: sum([...first]), parts: new Map(parts.toSorted((a, b) => b[1] - a[1])) };
}

/** What is over its budget, a sentence each. */
export function findOverweight({ firstLoad, parts }: ConsoleSizes): string[] {
  const over = (name: string, bytes: number, budget: number) =>
    bytes > budget ? [`console, ${name}: ${bytes} bytes gzip are over the budget of ${budget}`] : [];
  return [
    ...over("first load", firstLoad, BUDGET.firstLoad),
    ...[...parts].flatMap(([name, bytes]) => over(name, bytes, BUDGET.part)),
  ];
}

function withImports(manifest: Manifest, names: readonly string[], seen = new Set<string>()): Set<string> {
  for (const name of names) {
    const chunk = manifest[name];
    if (chunk === undefined || seen.has(chunk.file)) continue;
    seen.add(chunk.file);
    withImports(manifest, chunk.imports, seen);
  }
  return seen;
}

const sum = (files: readonly string[]) =>
  files.reduce((bytes, file) => bytes + gzipSync(readFileSync(DIST + file), { level: 9 }).length, 0);
