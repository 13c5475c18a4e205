// Runs every check of the repository that needs no running engine, two at a time; one line each, the output of a check only
// when it fails.
//   node scripts/check.mjs              all
//   node scripts/check.mjs lint hygiene only these
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const BIN = join(ROOT, "node_modules/.bin");

const CHECKS = [
  { name: "typecheck", command: ["tsc", "--noEmit", "-p", "tsconfig.json"] },
  { name: "lint", command: ["biome", "check", "--error-on-warnings", "."] },
  {
    name: "boundaries",
    command: ["depcruise", "--config", "dependency-cruiser.config.mjs", "packages", "examples"],
  },
  { name: "dead code", command: ["knip"] },
  { name: "hygiene", command: ["node", "scripts/hygiene.mjs"] },
  ...["packages/sdk-browser", "packages/sdk-node"].map((folder) => ({
    name: `publint ${folder.slice("packages/sdk-".length)}`,
    command: ["publint", "run", folder, "--strict"],
    needs: `${folder}/dist`,
  })),
  {
    name: "size",
    command: ["node", "packages/testkit/src/size/main.ts", "--check"],
    needs: "packages/sdk-browser/dist",
  },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(`Unknown check: ${unknown.join(", ")}. Known: ${CHECKS.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

// The longest comes first and works on one processor: the others fit beside it.
const waiting = CHECKS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
let failed = 0;
await Promise.all([workThrough(), workThrough()]);
process.exitCode = failed > 0 ? 1 : 0;

async function workThrough() {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const startedAt = performance.now();
    const { ok, output } = await runCheck(check);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${ok ? "ok    " : "FAILED"}  ${check.name.padEnd(16)} ${seconds.padStart(6)} s`);
    if (ok) continue;
    failed += 1;
    console.log(output.trimEnd());
  }
}

function runCheck({ command, needs }) {
  if (needs !== undefined && !existsSync(join(ROOT, needs))) {
    return { ok: false, output: `${needs} does not exist: run npm run build first` };
  }
  const [program, ...args] = command;
  return new Promise((resolve) => {
    const chunks = [];
    const child = spawn(program, args, {
      cwd: ROOT,
      // Node 24 of node_modules/.bin first, whatever started this script.
      env: { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH}` },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    child.on("error", (error) => resolve({ ok: false, output: error.message }));
    child.on("close", (code) => resolve({ ok: code === 0, output: Buffer.concat(chunks).toString("utf8") }));
  });
}
