import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseCodeBlocks } from "@rapport/testkit/docs/read-code-blocks";
import { expect, test } from "vitest";
import { GUIDE_KINDS } from "./guides.ts";
import { parseGuide } from "./parse-guide.ts";

const FOLDER = resolve(import.meta.dirname, "../../../../../docs/guide/frameworks");
const TARGET = { origin: "https://rapport.example.com", writeKey: "pk_mine" };
const pageOf = (name: string) => readFileSync(join(FOLDER, `${name}.md`), "utf8");

test("every guide of the documentation is offered, and every one that is offered is there", () => {
  const pages = readdirSync(FOLDER).map((name) => name.replace(/\.md$/, ""));
  expect([...GUIDE_KINDS].sort()).toEqual(pages.sort());
});

test.each(GUIDE_KINDS)("what is shown of %s are the blocks that the tests of the pages run, filled in", (kind) => {
  const page = pageOf(kind);
  const shown = parseGuide(page, TARGET).flatMap((part) => ("code" in part ? [part.code] : []));
  const filled = page.replaceAll("http://localhost:8787", TARGET.origin).replaceAll("pk_…", TARGET.writeKey);
  expect(shown).toEqual(parseCodeBlocks(kind, filled).map(({ code }) => code));
  expect(shown.join("\n")).toContain(TARGET.writeKey);
  expect(shown.join("\n")).toContain(TARGET.origin);
  expect(JSON.stringify(parseGuide(page, TARGET))).not.toMatch(/localhost|pk_…/);
});

test("words keep their place between the code, without the heading", () => {
  expect(parseGuide("# Title\n\nBefore `it`.\n\n```ts run\nconst a = 1;\n\nb;\n```\n\nAfter.\n", TARGET)).toEqual([
    { text: "Before `it`." },
    { code: "const a = 1;\n\nb;", language: "ts" },
    { text: "After." },
  ]);
});
