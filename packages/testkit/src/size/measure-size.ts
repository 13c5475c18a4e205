import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Bytes of a text on its way to a page: as it is, gzip level 9, brotli quality 11. */
export type Size = { raw: number; gzip: number; brotli: number };

export function measureText(text: string): Size {
  return {
    raw: Buffer.byteLength(text),
    gzip: gzipSync(text, { level: 9 }).length,
    brotli: brotliCompressSync(text).length,
  };
}

/** Bundles a page's module the way every client here is bundled: minified, one file, for browsers of 2021 and later. */
export async function measureModule(source: string, folder: string): Promise<Size> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: folder, loader: "js" },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2021",
    platform: "browser",
    external: ["react", "react-dom"],
    legalComments: "none",
    write: false,
    outfile: "page.js",
    logLevel: "silent",
  });
  return measureText(outputFiles.map((file) => file.text).join(""));
}
