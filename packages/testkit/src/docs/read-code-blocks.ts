import { existsSync, globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

/** A fenced code block of a Markdown page. */
export type CodeBlock = {
  /** Page, relative to the repository, with `/`. */
  file: string;
  /** Line of the first line of code, from 1. */
  line: number;
  /** First word after the fence, in lower case; empty when there is none. */
  language: string;
  /** True for blocks tagged `run`: they are executed against a server. */
  runnable: boolean;
  code: string;
};

/** What is wrong with a block, at a line of its page. */
export type BlockProblem = { file: string; line: number; message: string };

/** The pages whose code is checked. */
const PAGES = ["README.md", "CONTRIBUTING.md", "docs/**/*.md", "packages/*/README.md", "examples/*/README.md"];

/** Every fenced block of the repository's pages, in the order of pages and lines. */
export function readCodeBlocks(root: string): CodeBlock[] {
  return globSync(PAGES, { cwd: root, exclude: ["**/node_modules/**"] })
    .map((file) => file.split(sep).join("/"))
    .sort()
    .filter((file) => existsSync(join(root, file)))
    .flatMap((file) => parseCodeBlocks(file, readFileSync(join(root, file), "utf8")));
}

const FENCE = /^(\s*)(`{3,}|~{3,})\s*([^`]*)$/;

/** The fenced blocks of one page; a fence closes at the next one that is at least as long (CommonMark §4.5). */
export function parseCodeBlocks(file: string, markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { fence: string; indent: number; line: number; tags: string[]; code: string[] } | undefined;
  markdown.split("\n").forEach((text, index) => {
    const [, indent = "", fence = "", info = ""] = FENCE.exec(text) ?? [];
    if (open === undefined) {
      if (fence !== "") {
        const tags = info.trim().split(/\s+/);
        open = { fence, indent: indent.length, line: index + 2, tags, code: [] };
      }
      return;
    }
    const closes = fence !== "" && info.trim() === "" && fence.startsWith(open.fence);
    if (!closes) {
      open.code.push(text.slice(Math.min(open.indent, text.length - text.trimStart().length)));
      return;
    }
    const [language = "", ...flags] = open.tags;
    blocks.push({
      file,
      line: open.line,
      language: language.toLowerCase(),
      runnable: flags.includes("run"),
      code: open.code.join("\n"),
    });
    open = undefined;
  });
  if (open !== undefined) throw new Error(`${file}:${open.line - 1}: this code block is never closed`);
  return blocks;
}
