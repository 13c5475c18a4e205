// Measures the sources and holds them to fixed gates and to the figures of hygiene.json, which may only get better.
//   node scripts/hygiene.mjs            compare; non-zero when a gate or a figure fails
//   node scripts/hygiene.mjs --write    compare, then store the figures that got better
//   node scripts/hygiene.mjs --root F   measure the tree in folder F
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { findCycles } from "./hygiene/find-cycles.mjs";
import { isDevFile, isShippedSource, listFiles } from "./hygiene/list-files.mjs";
import { measureDuplicates } from "./hygiene/measure-duplicates.mjs";
import { measureSource } from "./hygiene/measure-source.mjs";
import { findRegistryHosts, isTextFile, measureText } from "./hygiene/measure-text.mjs";

/** Limits that hold whatever hygiene.json says. */
const GATES = {
  importCycles: 0,
  anyTypes: 0,
  bareCasts: 0,
  fileLinesP90: 250,
  fileLinesMax: 400,
  functionLinesP90: 40,
  functionLinesMax: 60,
  componentLinesMax: 120,
  duplicatePercent: 3,
  markers: 0,
  registryHosts: 0,
  machinePaths: 0,
};

// A percentile moves with every file that is added: recorded in steps, so that only a trend fails the build.
const STEPS = {
  fileLinesP90: 10,
  fileLinesMax: 50,
  functionLinesP90: 5,
  functionLinesMax: 10,
  componentLinesMax: 10,
  duplicatePercent: 0.5,
};

const { values: options } = parseArgs({
  options: { write: { type: "boolean", default: false }, root: { type: "string" } },
});
const root = resolve(options.root ?? join(import.meta.dirname, ".."));
const recordFile = join(root, "hygiene.json");

const { figures, places } = await measureRepository();
const recorded = existsSync(recordFile) ? JSON.parse(readFileSync(recordFile, "utf8")) : {};
const worse = compareFigures(figures, recorded);
printFigures();
if (options.write) writeFigures();
process.exitCode = worse.length > 0 ? 1 : 0;

async function measureRepository() {
  const files = listFiles(root);
  const sources = files
    .filter((file) => isShippedSource(file))
    .map((file) => ({ file, ...measureSource(file, read(file)) }));
  const functions = sources.flatMap(({ file, functions: list }) => list.map((item) => ({ ...item, file })));
  const plain = functions.filter(({ file }) => !file.endsWith(".tsx"));
  const components = functions.filter(({ file }) => file.endsWith(".tsx"));
  const cycles = findCycles(new Map(sources.map(({ file, imports }) => [file, imports])));
  const texts = files.filter(isTextFile).map((file) => ({ file, ...measureText(read(file), isDevFile(file)) }));
  const duplicates = await measureDuplicates(root, files);
  const locks = files.filter((file) => file === "package-lock.json" || file.endsWith("/package-lock.json"));
  const hosts = locks.flatMap((file) => findRegistryHosts(JSON.parse(read(file))));
  const tests = files.filter((file) => /\.tsx?$/.test(file) && isDevFile(file));
  const anyPlaces = [
    ...placesOf(sources, "anys"),
    ...placesOf(
      tests.map((file) => ({ file, ...measureSource(file, read(file)) })),
      "anys",
    ),
  ];
  return summarise({ sources, plain, components, functions, cycles, texts, duplicates, hosts, anyPlaces });
}

function summarise({ sources, plain, components, functions, cycles, texts, duplicates, hosts, anyPlaces }) {
  const found = {
    importCycles: cycles.map((cycle) => cycle.join(" -> ")),
    anyTypes: anyPlaces,
    bareCasts: placesOf(sources, "bareCasts"),
    suppressions: placesOf(texts, "suppressions"),
    markers: placesOf(texts, "markers"),
    machinePaths: placesOf(
      texts.filter(({ file }) => file !== "package-lock.json"),
      "machinePaths",
    ),
    registryHosts: hosts,
  };
  const counts = Object.fromEntries(Object.entries(found).map(([name, list]) => [name, list.length]));
  return {
    figures: {
      ...counts,
      fileLinesP90: percentile90(sources),
      fileLinesMax: largest(sources),
      functionLinesP90: percentile90(functions),
      functionLinesMax: largest(plain),
      componentLinesMax: largest(components),
      duplicatePercent: duplicates.percent,
    },
    places: {
      ...found,
      fileLinesP90: longest(sources),
      fileLinesMax: longest(sources),
      functionLinesP90: longest(functions),
      functionLinesMax: longest(plain),
      componentLinesMax: longest(components),
      duplicatePercent: duplicates.places,
    },
  };
}

/** Figures that break a gate or are worse than recorded, with the limit each one broke. */
function compareFigures(now, before) {
  return Object.entries(now).flatMap(([name, value]) => {
    const limit = Math.min(GATES[name] ?? Number.POSITIVE_INFINITY, before[name] ?? Number.POSITIVE_INFINITY);
    return value > limit ? [{ name, value, limit }] : [];
  });
}

function printFigures() {
  for (const [name, value] of Object.entries(figures)) {
    const limit = recorded[name] ?? GATES[name] ?? "-";
    console.log(`${name.padEnd(20)} ${String(value).padStart(6)}   recorded ${limit}`);
  }
  for (const { name, value, limit } of worse) {
    console.error(`\n${name} is ${value}, allowed ${limit}:`);
    for (const place of places[name].slice(0, 20)) console.error(`  ${place}`);
  }
}

function writeFigures() {
  const better = { ...recorded };
  for (const [name, value] of Object.entries(figures)) {
    const step = STEPS[name] ?? 1;
    const stored = Math.min(Math.ceil(value / step) * step, GATES[name] ?? Number.POSITIVE_INFINITY);
    better[name] = Math.min(stored, recorded[name] ?? Number.POSITIVE_INFINITY);
  }
  writeFileSync(recordFile, `${JSON.stringify(better, null, 2)}\n`);
}

function read(file) {
  return readFileSync(join(root, file), "utf8");
}

function placesOf(list, key) {
  return list.flatMap(({ file, [key]: lines }) => lines.map((line) => `${file}:${line}`));
}

function percentile90(list) {
  const lines = list.map((item) => item.lines).sort((a, b) => a - b);
  return lines[Math.max(0, Math.ceil(lines.length * 0.9) - 1)] ?? 0;
}

function largest(list) {
  return list.reduce((most, { lines }) => Math.max(most, lines), 0);
}

function longest(list) {
  return [...list]
    .sort((a, b) => b.lines - a.lines)
    .map(({ file, line, lines }) => `${file}${line ? `:${line}` : ""} ${lines} lines`);
}
