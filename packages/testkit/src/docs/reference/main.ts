import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { REFERENCE_PAGES } from "./reference-pages.ts";
import { renderReference } from "./render-reference.ts";

/** `npm run docs:reference`: writes the pages of the API reference. */
const ROOT = resolve(import.meta.dirname, "../../../../..");
for (const { file, text } of renderReference(ROOT, REFERENCE_PAGES)) {
  mkdirSync(dirname(join(ROOT, file)), { recursive: true });
  writeFileSync(join(ROOT, file), text);
  console.log(file);
}
