import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BlockProblem, CodeBlock } from "./read-code-blocks.ts";

/** Commands that a reader has after following the page, or that every system has. */
const KNOWN = new Set([
  "npm",
  "npx",
  "rapport",
  "curl",
  "node",
  "git",
  "cd",
  "bash",
  "docker",
  "helm",
  "export",
  "source",
]);

/** Scripts that npm runs without `run`. */
const SHORT_SCRIPTS = new Set(["start", "test"]);

/** Refuses a block that starts a line with an unknown command or names an npm script that does not exist. */
export function checkShellBlock(root: string, { file, line, code }: CodeBlock): BlockProblem[] {
  const scripts = readScripts(root);
  return joinCommands(code).flatMap(({ offset, text }) => {
    const message = checkCommand(text, scripts, root);
    return message === undefined ? [] : [{ file, line: line + offset, message }];
  });
}

function readScripts(root: string): Set<string> {
  const manifest: { scripts?: Record<string, string> } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return new Set(Object.keys(manifest.scripts ?? {}));
}

/** One text per command: lines that end in `\` or leave a quote open continue; comments and blank lines fall out. */
function joinCommands(code: string): { offset: number; text: string }[] {
  const commands: { offset: number; text: string }[] = [];
  let pending = "";
  let offset = 0;
  code.split("\n").forEach((line, index) => {
    if (pending === "") {
      if (line.trim() === "" || line.trim().startsWith("#")) return;
      offset = index;
    }
    pending += pending === "" ? line : `\n${line}`;
    if (line.endsWith("\\") || hasOpenQuote(pending)) return;
    commands.push({ offset, text: pending.trim() });
    pending = "";
  });
  if (pending !== "") commands.push({ offset, text: pending.trim() });
  return commands;
}

function hasOpenQuote(text: string): boolean {
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === "\\" && quote !== "'") at += 1;
    else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = "";
  }
  return quote !== "";
}

function checkCommand(text: string, scripts: ReadonlySet<string>, root: string): string | undefined {
  // Settings in front of a command: NAME=value command …
  const words = text.split(/\s+/);
  const first = words.findIndex((word) => !/^[A-Z_][A-Z0-9_]*=\S*$/.test(word));
  const [command = "", argument = "", ...rest] = first < 0 ? ["export"] : words.slice(first);
  if (!KNOWN.has(command)) return `unknown command: ${command}`;
  if (command === "npm") {
    const script =
      argument === "run"
        ? rest.find((word) => !word.startsWith("-"))
        : SHORT_SCRIPTS.has(argument)
          ? argument
          : undefined;
    // A script of one workspace stands in that workspace's manifest.
    const elsewhere = words.some((word) => /^(--workspace|-w|--prefix)\b/.test(word));
    if (script !== undefined && !elsewhere && !scripts.has(script)) return `package.json has no script "${script}"`;
  }
  if ((command === "node" || command === "bash") && /^[\w./-]+\.(ts|m?js|sh)$/.test(argument)) {
    if (/^(\.\/)?(packages|scripts|examples)\//.test(argument) && !existsSync(join(root, argument)))
      return `there is no ${argument}`;
  }
  return undefined;
}
