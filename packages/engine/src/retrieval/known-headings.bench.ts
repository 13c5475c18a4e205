/**
 * Writes a collection in BEIR's layout from Markdown: each question is a section's heading, which the section itself is stored without, so authors'
 * own words stand on both sides and need not be the same. Without a folder it reads what the packages of this workspace say of themselves.
 *   node packages/engine/src/retrieval/known-headings.bench.ts --to FOLDER [--texts FOLDER --questions 400 --seed 1]
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createRandom } from "../random.ts";
import { tokeniseText } from "./tokenise-text.ts";
import { writeCollection } from "./write-collection.bench.ts";

const { values } = parseArgs({
  options: {
    texts: { type: "string", default: "node_modules" },
    to: { type: "string" },
    questions: { type: "string", default: "400" },
    seed: { type: "string", default: "1" },
  },
});
const { texts, to } = values;
if (to === undefined) throw new Error("Say where to write: --to");
const random = createRandom(Number(values.seed));
const sections = [
  ...new Map(
    listPages(texts)
      .flatMap(readSections)
      .map((section) => [section.text, section]),
  ).values(),
];
const alike = Map.groupBy(sections, ({ heading }) => termsOf(heading));
const asked = sections
  .filter(({ heading }) => tokeniseText(heading).length > 1 && alike.get(termsOf(heading))?.length === 1)
  .map((section) => ({ section, at: random.next() }))
  .toSorted((one, other) => one.at - other.at)
  .slice(0, Number(values.questions))
  .map(({ section }, at) => ({ id: `q${at}`, text: section.heading, section: section.id }));
writeCollection(to, { documents: sections, queries: asked, grades: asked.map(({ id, section }) => [id, section, 1]) });
console.log(`${sections.length} sections, ${asked.length} headings as questions, seed ${values.seed}`);

function listPages(folder: string): string[] {
  const deep = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.name.startsWith("."));
  const pages = deep.filter(({ name }) => /\.md$/i.test(name)).map(({ name }) => join(folder, name));
  // A package's own packages are copies of others.
  const within = deep.filter((entry) => entry.isDirectory() && (folder === texts || entry.name !== "node_modules"));
  return [...pages, ...within.flatMap(({ name }) => listPages(join(folder, name)))].sort();
}

type Section = { id: string; heading: string; text: string };

/** Sections of 25 to 300 words, without code and tags. */
function readSections(page: string): Section[] {
  const text = readFileSync(page, "utf8")
    .replaceAll(/^```[\s\S]*?^```/gm, "")
    .replaceAll(/<[^>]*>|https?:\S+/g, " ");
  const parts = text.split(/^#{1,4} +(.+)$/m);
  return parts.flatMap((heading, at) => {
    const body = (parts[at + 1] ?? "").trim();
    const words = body.split(/\s+/).length;
    if (at % 2 === 0 || words < 25 || words > 300) return [];
    return [{ id: `${page}-${at}`, heading: heading.replaceAll(/[^\p{L}\p{N}'’.-]+/gu, " ").trim(), text: body }];
  });
}

function termsOf(heading: string): string {
  return tokeniseText(heading).sort().join(" ");
}
