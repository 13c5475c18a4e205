import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { CASES } from "./engines/cases.ts";
import type { Engine } from "./engines/engine.ts";
import { openChromium } from "./engines/open-chromium.ts";
import { openFirefox } from "./engines/open-firefox.ts";
import { openWebkit } from "./engines/open-webkit.ts";
import { runCase } from "./engines/run-case.ts";

const HELP = `npm run test:engines -- [--only chromium,firefox,webkit]

What the client promises, in three browser engines, each driven by its own protocol. Debian's packages are installed as root when
they are missing (firefox-esr, webkit2gtk-driver, xvfb). Build first: npm run build.`;

const { CHROMIUM_PATH, FIREFOX_PATH, WEBKIT_DRIVER_PATH } = process.env;

const ENGINES: Record<string, { programs: (string | undefined)[]; open(program: string): Promise<Engine> }> = {
  chromium: { programs: [CHROMIUM_PATH, "/usr/bin/chromium"], open: openChromium },
  firefox: { programs: [FIREFOX_PATH, "/usr/bin/firefox-esr"], open: openFirefox },
  webkit: { programs: [WEBKIT_DRIVER_PATH, "/usr/bin/WebKitWebDriver"], open: openWebkit },
};

const { values } = parseArgs({
  options: { only: { type: "string" }, help: { type: "boolean", default: false } },
});
if (values.help) console.log(HELP);
else await compareEngines(values.only?.split(",") ?? Object.keys(ENGINES));

async function compareEngines(names: string[]): Promise<void> {
  const results = new Map<string, Record<string, string>>();
  for (const name of names) {
    const { programs = [], open } = ENGINES[name] ?? {};
    const program = programs.find((path) => path && existsSync(path));
    if (!open) throw new Error(`Unknown engine: ${name} (known: ${Object.keys(ENGINES)})`);
    if (!program) throw new Error(`No ${name} at ${programs.at(-1)}, where Debian's package puts it`);
    const engine = await open(program);
    try {
      const column: Record<string, string> = {};
      for (const [what, check] of Object.entries(CASES)) {
        column[what] = await runCase(engine, check);
        console.error(`${engine.name}: ${what}: ${column[what]}`);
      }
      results.set(engine.name, column);
    } finally {
      await engine.end();
    }
  }
  printTable(results);
}

function printTable(results: Map<string, Record<string, string>>): void {
  const columns = [...results.values()];
  console.log(`| | ${[...results.keys()].join(" | ")} |\n|---|${"---|".repeat(columns.length)}`);
  for (const what of Object.keys(CASES)) console.log(`| ${what} | ${columns.map((one) => one[what]).join(" | ")} |`);
  if (columns.some((one) => Object.values(one).some((result) => result !== "yes"))) process.exitCode = 1;
}
