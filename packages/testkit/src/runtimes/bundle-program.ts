import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

/** One program as a single module of plain JavaScript in a folder of its own, as it would be deployed. */
export async function bundleProgram(name: "node-client" | "edge-client" | "worker"): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), "rapport-runtime-")), `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, "programs", `${name}.ts`)],
    bundle: true,
    format: "esm",
    // A worker has no module of Node: one that were imported would fail the build.
    platform: name === "worker" ? "neutral" : "node",
    logLevel: "silent",
    outfile,
  });
  return outfile;
}
