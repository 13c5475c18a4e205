import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../../..");
const MAX_WORDS = 120;
const MAX_CODE_LINES = 12;

/** The section of that name: its prose, and the lines of its code. */
function readQuickStart(file: string): { words: number; codeLines: number } {
  const section =
    readFileSync(resolve(ROOT, file), "utf8")
      .split(/^## Quick start$/m)[1]
      ?.split(/^## /m)[0] ?? "";
  const code = [...section.matchAll(/^```\w+[^\n]*\n(.*?)^```$/gms)].map((block) => block[1] ?? "").join("");
  return {
    words: section.replaceAll("```", " ").split(/\s+/).filter(Boolean).length,
    codeLines: code.split("\n").filter((line) => line.trim()).length,
  };
}

test.each(["packages/sdk-browser/README.md", "packages/sdk-node/README.md", "packages/sdk-python/README.md"])(
  "%s starts within 120 words, code included, and 12 lines of code",
  (file) => {
    const { words, codeLines } = readQuickStart(file);
    expect(words).toBeGreaterThan(20);
    expect(words).toBeLessThanOrEqual(MAX_WORDS);
    expect(codeLines).toBeGreaterThan(0);
    expect(codeLines).toBeLessThanOrEqual(MAX_CODE_LINES);
  },
);
