import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { PeerPage } from "./peer-pages.ts";
import { PEER_PAGES } from "./peer-pages.ts";
import { PeerSite } from "./peer-site.ts";

const FOLDER = fileURLToPath(new URL("../../../.cache/peers", import.meta.url));

/** A site for each client of others, bundled as a page would. @throws Error when they are not installed */
export async function openPeerSites(): Promise<{ name: string; site: PeerSite }[]> {
  if (!existsSync(join(FOLDER, "node_modules"))) throw new Error("Install the other clients first: npm run bench:size");
  return Promise.all(
    PEER_PAGES.map(async ({ name, version, source }: PeerPage) => {
      const site = new PeerSite(await bundle(source));
      await site.start();
      return { name: `${name} ${version}`, site };
    }),
  );
}

async function bundle(source: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: FOLDER, loader: "js" },
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2021",
    platform: "browser",
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}
