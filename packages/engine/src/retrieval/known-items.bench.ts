/**
 * Writes a collection in BEIR's layout from real texts, for which the relevant passage is known: each question is some of the words of one
 * passage, in another order. Judged by `rapport knowledge evaluate --beir` and golden/LuceneRanking.java. Run with
 *   node packages/engine/src/retrieval/known-items.bench.ts --texts FOLDER --to FOLDER --words 3
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createRandom } from "../random.ts";
import { tokeniseText } from "./tokenise-text.ts";
import { writeCollection } from "./write-collection.bench.ts";

const { values } = parseArgs({
  options: {
    texts: { type: "string" },
    to: { type: "string" },
    passages: { type: "string", default: "8000" },
    questions: { type: "string", default: "500" },
    words: { type: "string", default: "3" },
    seed: { type: "string", default: "1" },
  },
});
const { texts, to } = values;
if (texts === undefined || to === undefined)
  throw new Error("Say where the texts are and where to write: --texts --to");
const random = createRandom(Number(values.seed));
const passages = shuffled(readdirSync(texts).sort().flatMap(readPassages)).slice(0, Number(values.passages));
const questions = passages.slice(0, Number(values.questions)).map(({ id, text }, at) => {
  const words = text.match(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu) ?? [];
  const telling = [...new Set(words.filter((word) => word.length > 3 && tokeniseText(word).length > 0))];
  return { id: `q${at}`, text: shuffled(telling).slice(0, Number(values.words)).join(" "), passage: id };
});
// In another order: of equal scores whoever ranks takes the first.
writeCollection(to, {
  documents: shuffled(passages),
  queries: questions,
  grades: questions.map(({ id, passage }) => [id, passage, 1]),
});
console.log(`${passages.length} passages, ${questions.length} questions of ${values.words} words, seed ${values.seed}`);

/** Stretches of a hundred words: long enough to be about something. */
function readPassages(file: string): { id: string; text: string }[] {
  const words = readFileSync(join(texts ?? "", file), "utf8").split(/\s+/);
  const count = Math.floor(words.length / 100);
  return Array.from({ length: count }, (_, at) => {
    return { id: `${file}-${at}`, text: words.slice(at * 100, (at + 1) * 100).join(" ") };
  });
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((value) => ({ value, at: random.next() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ value }) => value);
}
