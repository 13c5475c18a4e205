import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { REFERENCE_PAGES } from "./reference-pages.ts";
import { renderReference } from "./render-reference.ts";

const ROOT = resolve(import.meta.dirname, "../../../../..");

test("the reference says what the sources say; when this fails: npm run docs:reference", () => {
  for (const { file, text } of renderReference(ROOT, REFERENCE_PAGES)) {
    expect(readFileSync(join(ROOT, file), "utf8"), file).toBe(text);
    expect(text, file).not.toContain("/packages/");
  }
});
