import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { classOfLength } from "./class-of-length.ts";
import { compressPassage } from "./compress-passage.ts";
import { fuseScores } from "./fuse-scores.ts";
import { InvertedIndex } from "./inverted-index.ts";
import { gradedNdcg, recallAt, reciprocalRank } from "./judge-ranking.ts";
import { rerankPassages } from "./rerank-passages.ts";
import { dotProduct, selectDiverse } from "./select-diverse.ts";
import { splitSentences } from "./split-sentences.ts";
import { stemEnglish } from "./stem-english.ts";
import { tokeniseAsLucene } from "./tokenise-as-lucene.ts";
import { tokeniseText } from "./tokenise-text.ts";
import { embedTerms, fitTopics } from "./topic-space.ts";

type Golden = {
  stems: Record<string, string>;
  documents: string[];
  queries: string[];
  scores: number[][];
  cosines: number[][];
};
// as: the file is written by golden/make_retrieval.py in this form
const golden = JSON.parse(readFileSync(new URL("../../golden/retrieval.json", import.meta.url), "utf8")) as Golden;
const empty = new Float32Array();
const documents = golden.documents.map((text) => text.split(" "));

function fit(...input: Parameters<typeof fitTopics>) {
  const steps = fitTopics(...input);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

test("stems are those of Snowball's Porter stemmer", () => {
  const other = Object.entries(golden.stems).filter(([word, stem]) => stemEnglish(word) !== stem);
  expect(Object.keys(golden.stems).length).toBeGreaterThan(1_000);
  expect(other).toEqual([]);
});

test.each([
  ["The café's ﬁrst Ｗidgets, running!", ["café", "first", "widget", "run"]],
  ["don't pay 1,200.50 for A320s", ["dont", "pai", "1,200.50", "a320s"]],
  ["東京タワー", ["東京", "京タ", "タワ", "ワー"]],
  ["see東京2026", ["see", "東京", "2026"]],
  ["", []],
  ["🙂 — …", []],
])("%j becomes terms", (text, terms) => expect(tokeniseText(text)).toEqual(terms));

test("text in another language keeps its words", () => {
  expect(tokeniseText("Les réunions du comité", "none")).toEqual(["les", "réunions", "du", "comité"]);
});

test("BM25 scores are those of bm25s", () => {
  const index = new InvertedIndex({ exactLengths: true });
  documents.forEach((terms, i) => {
    index.add(String(i), terms);
  });
  golden.queries.forEach((query, q) => {
    const wanted = (golden.scores[q] ?? [])
      .map((score, i) => ({ id: String(i), score }))
      .filter(({ score }) => score > 0);
    const found = new Map(index.search(query.split(" "), 1_000).map(({ id, score }) => [id, score]));
    expect(found.size).toBe(wanted.length);
    for (const { id, score } of wanted) expect(found.get(id)).toBeCloseTo(score, 5);
  });
});

test.each([
  [0, 0],
  [39, 39],
  [41, 40],
  [55, 54],
  [57, 56],
  [100, 96],
  [1_000, 984],
])("a document of %i terms is ranked as one of %i, as Lucene does", (length, ranked) =>
  expect(classOfLength(length)).toBe(ranked),
);

test("a text can be cut as Lucene cuts it", () =>
  expect(tokeniseAsLucene("the retry.maxDelay of a dog's max_delay, 1,200.5 don't — running")).toEqual([
    "retry.maxdelay",
    "dog",
    "max_delay",
    "1,200.5",
    "don't",
    "run",
  ]));

test("how much of a question one document holds counts its telling words more, and each once", () => {
  const index = new InvertedIndex();
  index.add("a", ["refund", "refund", "the"]);
  index.add("b", ["the", "window"]);
  index.add("c", ["the"]);
  expect(index.coverageOf("a", ["refund", "the"])).toBe(1);
  expect(index.coverageOf("a", ["refund", "window", "the"])).toBeGreaterThan(0.5);
  expect(index.coverageOf("c", ["refund", "the", "the"])).toBeLessThan(0.2);
  expect(index.coverageOf("gone", ["refund"])).toBe(0);
});

test("an index that documents were added to, changed in and removed from answers as one built of those that are left", () => {
  const random = createRandom(3);
  const grown = new InvertedIndex();
  const left = new Map<string, readonly string[]>();
  for (let step = 0; step < 3_000; step++) {
    const id = `d${random.int(150)}`;
    const terms = random.pick(documents);
    if (random.next() < 0.45) expect(grown.remove(id)).toBe(left.delete(id));
    else {
      grown.add(id, terms);
      left.delete(id);
      left.set(id, terms);
    }
  }
  const fresh = new InvertedIndex();
  for (const [id, terms] of left) fresh.add(id, terms);
  expect(grown.size).toBe(left.size);
  for (const query of golden.queries)
    expect(grown.search(query.split(" "), 20)).toEqual(fresh.search(query.split(" "), 20));
  expect(new Set(grown.vocabulary())).toEqual(new Set(fresh.vocabulary()));
});

test("what a filter refuses takes no place among the best", () => {
  const index = new InvertedIndex();
  for (let i = 0; i < 10; i++) index.add(`d${i}`, ["kettle", ...Array.from({ length: i }, () => "other")]);
  expect(index.search(["kettle"], 2, (id) => id > "d4").map(({ id }) => id)).toEqual(["d5", "d6"]);
  expect(new InvertedIndex().search(["kettle"], 5)).toEqual([]);
});

test("a topic space lies as NumPy's singular vectors do", () => {
  const space = fit(documents, { dimension: 4 });
  const places = documents.map((terms) => embedTerms(space, terms));
  // Four topics were drawn from: behind their directions the spectrum is flat, and a random start finds it only nearly.
  const errors = golden.cosines.flatMap((row, i) =>
    row.map((cosine, j) => Math.abs(dotProduct(places[i] ?? empty, places[j] ?? empty) - cosine)),
  );
  expect(Math.max(...errors)).toBeLessThan(0.05);
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.004);
});

test("a topic space of one document, or of none, answers without numbers that are none", () => {
  for (const few of [[], [[]], [["a", "b"]], [["a"], ["a"], ["a"]]]) {
    const vector = embedTerms(fit(few), ["a", "unknown"]);
    expect(vector.every(Number.isFinite)).toBe(true);
  }
});

test("fusion brings lists of any scale to one, and what two ways find stands first", () => {
  const fused = fuseScores(
    [
      {
        hits: [
          { id: "a", score: 900 },
          { id: "b", score: 850 },
          { id: "c", score: 100 },
        ],
        weight: 1,
      },
      {
        hits: [
          { id: "b", score: 0.9 },
          { id: "d", score: 0.1 },
        ],
        weight: 1,
      },
    ],
    10,
  );
  expect(fused.map(({ id }) => id)).toEqual(["b", "a", "c", "d"]);
  expect(fused[0]?.parts[1]).toBe(1);
  expect(fuseScores([{ hits: [], weight: 1 }], 5)).toEqual([]);
});

test("of two passages with the same words the one where they stand together as asked comes first", () => {
  const far = ["refund", ...Array.from({ length: 12 }, (_, i) => `x${i}`), "window"];
  const passages = [far, ["refund", "window", "x"]].map((terms, i) => ({
    id: String(i),
    score: 0.5,
    terms,
    headingTerms: [],
  }));
  expect(rerankPassages(["refund", "window"], passages, () => 1).map(({ id }) => id)).toEqual(["1", "0"]);
});

test("a passage is cut to the sentences that answer, word by word", () => {
  const text = "We ship daily. Refunds are paid within 14 days. Dr. Who likes tea. Returns need a receipt.";
  const kept = compressPassage(text, { terms: tokeniseText("refunds days"), weightOf: () => 1 }, 3);
  expect(kept.map(({ start, end }) => text.slice(start, end))).toEqual(["Refunds are paid within 14 days."]);
  expect(splitSentences(text)).toHaveLength(4);
});

test("diverse selection takes the best first and then what is unlike it", () => {
  const at = (id: string, relevance: number, ...vector: number[]) => ({
    id,
    relevance,
    vector: Float32Array.from(vector),
  });
  const all = [at("a", 1, 1, 0), at("b", 0.95, 1, 0), at("c", 0.5, 0, 1)];
  expect(selectDiverse(all, { limit: 2, lambda: 0.5 }).map(({ id }) => id)).toEqual(["a", "c"]);
  expect(selectDiverse(all, { limit: 9, lambda: 1 }).map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

test("rankings are judged as trec_eval does", () => {
  const grades = new Map([
    ["a", 2],
    ["b", 1],
    ["z", 1],
  ]);
  const dcg = 1 / Math.log2(3) + 2 / Math.log2(4);
  const ideal = 2 + 1 / Math.log2(3) + 1 / Math.log2(4);
  expect(gradedNdcg(["x", "b", "a"], grades, 10)).toBeCloseTo(dcg / ideal, 10);
  expect(recallAt(["x", "b", "a"], grades, 2)).toBeCloseTo(1 / 3, 10);
  expect(reciprocalRank(["x", "b"], grades)).toBe(0.5);
});
