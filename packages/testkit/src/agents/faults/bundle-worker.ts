import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "../../../../..");

/** The worker as one file of plain JavaScript, as a deployment runs it: loading a thousand sources is four fifths of what a start costs. */
export async function bundleWorker(): Promise<{ file: string; remove: () => Promise<void> }> {
  // Within the repository, where what is not bundled is found.
  await mkdir(join(ROOT, ".cache"), { recursive: true });
  const folder = await mkdtemp(join(ROOT, ".cache", "flow-worker-"));
  const file = join(folder, "flow-worker.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "flow-worker.ts")],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["lmdb", "@electric-sql/pglite"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
