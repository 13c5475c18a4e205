import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SiteConfig } from "vitepress";
import { readOpenApi } from "../../packages/testkit/src/docs/site/http-pages.ts";
import { titleOf } from "./sidebar.ts";

/** Pages that say how a thing was decided or measured; readers of `llms.txt` get them last. */
const LATER = /^docs\/(adr|benchmarks)/;

/**
 * Writes `llms.txt` (llmstxt.org: a heading, a summary, a list of links with what each holds), `llms-full.txt`, which
 * holds the text of every page, and `openapi.json`.
 */
export async function writeLlmsText({ srcDir, outDir, pages, site }: SiteConfig): Promise<void> {
  const files = pages.filter((page) => !page.includes("[") && !page.startsWith("docs/reference/http/"));
  const sorted = files.toSorted((a, b) => Number(LATER.test(a)) - Number(LATER.test(b)) || a.localeCompare(b));
  const texts = await Promise.all(sorted.map((file) => readFile(join(srcDir, file), "utf8")));
  const links = sorted.map((file, i) => `- [${titleOf(file)}](/${toPath(file)}): ${firstSentence(texts[i] ?? "")}`);
  const head = `# ${site.title}\n\n> ${site.description}\n\n`;
  await writeFile(
    join(outDir, "llms.txt"),
    `${head}## Pages\n\n${links.join("\n")}\n- [HTTP API](/openapi.json): OpenAPI 3.1\n`,
  );
  // The start page links to it, as the repository's does.
  await copyFile(join(srcDir, "LICENSE"), join(outDir, "LICENSE"));
  await writeFile(join(outDir, "openapi.json"), await readOpenApi());
  await writeFile(join(outDir, "llms-full.txt"), head + texts.join("\n\n---\n\n"));
}

function toPath(file: string): string {
  return file.replace(/(^|\/)README\.md$/, "$1").replace(/\.md$/, "");
}

/** The first sentence of the first paragraph. */
function firstSentence(text: string): string {
  const paragraph = text.split(/\n\s*\n/).find((part) => /^[A-Z`[*]/.test(part)) ?? "";
  return (/^[\s\S]*?[.:](?=\s|$)/.exec(paragraph)?.[0] ?? paragraph).replaceAll("\n", " ");
}
