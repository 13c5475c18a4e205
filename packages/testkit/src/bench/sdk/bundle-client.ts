import { join } from "node:path";
import { build } from "esbuild";

/**
 * The measured program as plain JavaScript, which is what applications run: what takes the types away in Node costs a
 * process 15 MiB and more before the first call. The clients stay the packages as they are installed.
 */
export async function bundleClient(folder: string): Promise<string> {
  const outfile = join(folder, "run-client.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "run-client.ts")],
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    define: { "import.meta.dirname": JSON.stringify(import.meta.dirname) },
    outfile,
  });
  return outfile;
}
