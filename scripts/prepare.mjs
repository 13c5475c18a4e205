// Builds what runs, so that the first start pays for nothing but itself; declarations and examples wait for `npm run build`.
import { spawnSync } from "node:child_process";
import "./mend-postgres.mjs";

if (process.env.RAPPORT_SKIP_BUILD === "1") process.exit(0);

const build = spawnSync("turbo", ["run", "build", "template", "--filter=./packages/*", "--output-logs=errors-only"], {
  stdio: "inherit",
  shell: process.platform === "win32",
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
});
process.exit(build.status ?? 1);
