import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { MarkdownRenderer } from "vitepress";

/** Makes links to a folder, or to its README, links to the folder's page. */
export function linkFolders(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("link-folders", ({ tokens, env }) => {
    for (const { children } of tokens)
      for (const token of children ?? []) {
        const href = token.type === "link_open" ? token.attrGet("href") : undefined;
        if (!href || /^(\w+:|#|\/)/.test(href)) continue;
        const page = href.replace(/(^|\/)README\.md(?=#|$)/, "$1index.md");
        token.attrSet("href", isFolder(dirname(env.path), page) ? `${page.replace(/\/$/, "")}/` : page);
      }
  });
}

function isFolder(from: string, href: string): boolean {
  return statSync(resolve(from, href), { throwIfNoEntry: false })?.isDirectory() ?? false;
}
