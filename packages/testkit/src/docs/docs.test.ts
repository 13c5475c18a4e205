import { resolve } from "node:path";
import { expect, test } from "vitest";
import { checkCodeBlocks } from "./check-code-blocks.ts";
import { parseCodeBlocks, readCodeBlocks } from "./read-code-blocks.ts";

const ROOT = resolve(import.meta.dirname, "../../../..");

const page = (...lines: string[]) => parseCodeBlocks("page.md", lines.join("\n"));
const messages = (...lines: string[]) =>
  checkCodeBlocks(ROOT, page(...lines)).map(({ line, message }) => `${line} ${message}`);

test("every code block of the pages holds", () => {
  const blocks = readCodeBlocks(ROOT);
  expect(blocks.length).toBeGreaterThan(0);
  expect(checkCodeBlocks(ROOT, blocks)).toEqual([]);
});

test("a block keeps its place, its language, its tag and its code without the indent of a list", () => {
  expect(page("- a", "  ```ts run", "  const a = 1;", "    a;", "  ```", "````md", "```ts", "```", "````")).toEqual([
    { file: "page.md", line: 3, language: "ts", runnable: true, code: "const a = 1;\n  a;" },
    { file: "page.md", line: 7, language: "md", runnable: false, code: "```ts\n```" },
  ]);
});

test("a fence that is never closed is an error, not a page without code", () => {
  expect(() => page("```ts", "const a = 1;")).toThrow("page.md:1");
});

test("a ts block is type-checked, at the line of the page", () => {
  expect(messages("", "```ts", 'const good = "a";', "const wrong: number = good;", "```")).toEqual([
    "4 TS2322: Type 'string' is not assignable to type 'number'.",
  ]);
});

test("an import of a workspace package resolves and must name a real export", () => {
  const block = (name: string, language: string) => [
    `\`\`\`${language}`,
    `import { ${name} } from "@rapport/contracts/limits";`,
    `console.log(${name});`,
    "```",
  ];
  const good = [...block("LIMITS", "ts"), ...block("LIMITS", "js")];
  const wrong = [
    ...block("LIMIT", "ts"),
    ...block("LIMIT", "js"),
    "```js",
    'import "@rapport/no-such-package";',
    "```",
  ];
  expect(messages(...good, ...wrong)).toEqual([
    expect.stringMatching(/^10 TS2724/),
    expect.stringMatching(/^14 TS2724/),
    expect.stringMatching(/^18 TS2882/),
  ]);
});

test("two blocks do not see each other's names", () => {
  expect(messages("```ts", "const a = 1;", "```", "```ts", "const a = 2;", "```")).toEqual([]);
});

test("a js block must parse; names it does not declare belong to the reader's page", () => {
  expect(messages("```js", 'rapport.track("Cart Viewed");', "```")).toEqual([]);
  expect(messages("```js", "const = 1;", "```")).not.toEqual([]);
});

test("json must parse", () => {
  expect(messages("```json", '{ "a": 1 }', "```")).toEqual([]);
  expect(messages("```json", "{ a: 1 }", "```")).toHaveLength(1);
});

test("inline scripts of html must be closed and parse", () => {
  expect(messages("```html", '<script src="/a.js"></script>', "<script>let a = 1;</script>", "```")).toEqual([]);
  expect(messages("```html", "<script>let = = 1;</script>", "```")).not.toEqual([]);
  expect(messages("```html", "<script>let a = 1;", "```")).toEqual(["2 a <script> is not closed"]);
});

test("bash may use known commands and npm scripts that exist", () => {
  expect(
    messages("```bash", "# setup", "npm ci", "PORT=1 npm start", "npm run build", "curl -d '{", "}' \\", "  x", "```"),
  ).toEqual([]);
  expect(messages("```bash", "npm ci", "yarn install", "```")).toEqual(["3 unknown command: yarn"]);
  expect(messages("```bash", "npm run no-such-script", "```")).toEqual([
    '2 package.json has no script "no-such-script"',
  ]);
  expect(messages("```bash", "node scripts/no-such.mjs", "```")).toEqual(["2 there is no scripts/no-such.mjs"]);
});
