// npm run test:runtimes: installs Bun, Deno and the runtime of Cloudflare's workers, and runs the clients in them.
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { installBeside } from "../install-beside.ts";
import { RUNTIME_FOLDER, RUNTIME_VERSIONS } from "./find-runtimes.ts";

const ROOT = resolve(import.meta.dirname, "../../../..");

installBeside(RUNTIME_FOLDER, RUNTIME_VERSIONS);
const vitest = resolve(ROOT, "node_modules/vitest/vitest.mjs");
const args = [vitest, "run", "--project", "int", "packages/testkit/src/runtimes/runtimes.int.test.ts"];
process.exitCode = spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit" }).status ?? 1;
