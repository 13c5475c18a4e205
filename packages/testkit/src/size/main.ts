import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { installBeside } from "../install-beside.ts";
import type { Budget } from "./find-oversize.ts";
import { findOversize } from "./find-oversize.ts";
import { findOverweight, measureConsole } from "./measure-console.ts";
import type { Size } from "./measure-size.ts";
import { measureModule } from "./measure-size.ts";
import { measureOurBuilds } from "./our-builds.ts";
import { PEERS } from "./peers.ts";

const HELP = `npm run bench:size -- [--ours] [--check] [--write]

Bytes that a page loads: our builds as they ship and every peer that installs from npm, bundled by the same call.
Then what the console loads at first, and what its largest parts add to it.
  --ours   without the peers (they are installed into .cache/peers)
  --check  only hold our builds to their marks and to packages/sdk-browser/size-budget.json, that file to its versions before,
           and the console to its bounds; non-zero when one is over
  --write  store what became smaller there; a budget never grows
Build first: npm run build.`;

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const BUDGET_PATH = "packages/sdk-browser/size-budget.json";
const BUDGET_FILE = join(ROOT, BUDGET_PATH);
const PARTS_SHOWN = 5;
const PEER_FOLDER = join(ROOT, ".cache/peers");

const { values } = parseArgs({
  options: {
    ours: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const ours = await measureOurBuilds();
const budget: Budget = JSON.parse(readFileSync(BUDGET_FILE, "utf8"));
const consoleSizes = measureConsole();
for (const sentence of [...findOversize(ours, budget, readBudgetBefore()), ...findOverweight(consoleSizes)]) {
  process.exitCode = 1;
  console.log(sentence);
}
if (values.write) storeBudget();
if (!values.check) await printTable();

/** The least that the last two committed versions of the budget allow: the newest may be raised by its own commit. */
function readBudgetBefore(): Budget {
  const git = (...words: string[]) => spawnSync("git", words, { cwd: ROOT, encoding: "utf8" }).stdout ?? "";
  const commits = git("log", "-2", "--format=%H", "--", BUDGET_PATH).split("\n").filter(Boolean);
  if (commits.length < 2) console.log(`no history of ${BUDGET_PATH} here: not held to its versions before`);
  const least: Record<string, number> = {};
  for (const commit of commits)
    for (const [name, bytes] of Object.entries<number>(JSON.parse(git("show", `${commit}:${BUDGET_PATH}`))))
      least[name] = Math.min(bytes, least[name] ?? bytes);
  return least;
}

function storeBudget(): void {
  const lower = Object.entries(ours).map(([name, { gzip }]) => [name, Math.min(gzip, budget[name] ?? gzip)] as const);
  writeFileSync(BUDGET_FILE, `${JSON.stringify(Object.fromEntries(lower), null, 2)}\n`);
}

async function printTable(): Promise<void> {
  const rows: [string, Size | string][] = Object.entries(ours).map(([name, size]) => [
    `@rapport/browser, ${name}`,
    size,
  ]);
  if (!values.ours) rows.push(...(await measurePeers()));
  console.log("| what | raw | gzip | brotli |\n|---|---|---|---|");
  for (const [name, size] of rows) {
    const cells = typeof size === "string" ? [size, "", ""] : [size.raw, size.gzip, size.brotli];
    console.log(`| ${[name, ...cells.map((cell) => cell.toLocaleString("en"))].join(" | ")} |`);
  }
  printConsole();
}

function printConsole(): void {
  console.log("\n| console | gzip |\n|---|---|");
  console.log(`| first load | ${consoleSizes.firstLoad.toLocaleString("en")} |`);
  for (const [name, bytes] of [...consoleSizes.parts].slice(0, PARTS_SHOWN))
    console.log(`| ${name.replace("src/features/", "")} adds | ${bytes.toLocaleString("en")} |`);
}

async function measurePeers(): Promise<[string, Size | string][]> {
  // Beside the repository, not in it: ten clients would triple what `npm ci` installs.
  installBeside(PEER_FOLDER, Object.fromEntries(PEERS.map(({ name, version }) => [name, version])));
  const rows: [string, Size | string][] = [];
  for (const { name, version, source } of PEERS) {
    const measured = measureModule(source, PEER_FOLDER);
    // A peer may publish what its own dependencies do not allow to bundle; the others still count.
    rows.push([`${name} ${version}`, await measured.catch((error: Error) => error.message.split("\n")[0] ?? "failed")]);
  }
  return rows;
}
