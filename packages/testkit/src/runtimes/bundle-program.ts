import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { RUNTIME_FOLDER } from "./find-runtimes.ts";

type ProgramName = "node-client" | "edge-client" | "worker";

/**
 * One program as a single module of plain JavaScript in a folder of its own, as it would be deployed.
 * @param isBeside true leaves the clients out of it: they are found in `node_modules`, as npm installs them
 */
export async function bundleProgram(name: ProgramName, isBeside = false): Promise<string> {
  const above = isBeside ? RUNTIME_FOLDER : tmpdir();
  const outfile = join(mkdtempSync(join(above, "rapport-runtime-")), `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, "programs", `${name}.ts`)],
    bundle: true,
    format: "esm",
    // A worker has no module of Node: one that were imported would fail the build.
    platform: name === "worker" ? "neutral" : "node",
    external: isBeside ? ["@rapport/*"] : [],
    logLevel: "silent",
    outfile,
  });
  return outfile;
}
