import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { REFERENCE_PAGES } from "./reference-pages.ts";
import { INFERRED } from "./render-declaration.ts";
import { renderReference } from "./render-reference.ts";

const ROOT = resolve(import.meta.dirname, "../../../../..");

/** Members of what the HTTP API answers change with it every day; its own reference, made as it is asked for, is exact. */
const withoutAnswers = (text: string) =>
  text
    .split(/(?=^```typescript$)/m)
    .map((part) =>
      part.startsWith(`\`\`\`typescript\n${INFERRED}`) ? part.replace(/^[\s\S]*?^```$/m, INFERRED) : part,
    )
    .join("");

test("the reference says what the sources say; when this fails: npm run docs:reference", () => {
  for (const { file, text } of renderReference(ROOT, REFERENCE_PAGES)) {
    expect(withoutAnswers(readFileSync(join(ROOT, file), "utf8")), file).toBe(withoutAnswers(text));
    expect(text, file).not.toContain("/packages/");
  }
});
