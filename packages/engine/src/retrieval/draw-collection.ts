import type { Random } from "../random.ts";
import { createRandom, createZipf } from "../random.ts";

/** A collection with known relevance: what is meant decides, not which of its words is used. */
export type DrawnCollection = {
  documents: { id: string; text: string }[];
  queries: { id: string; text: string; grades: Map<string, number> }[];
};

const TOPICS = 150;
const CONCEPTS = 12;
const SYNONYMS = 3;
const COMMON_WORDS = 2_000;

/**
 * Draws documents and questions. A topic has twelve concepts, a concept three words for it; a document speaks of some concepts of its
 * topic, mostly in one word each, among common words by Zipf's law. A question names three concepts; a document of the topic is
 * relevant with grade 2 where it speaks of all three and 1 of two, in whatever words.
 */
export function drawCollection(size: { documents: number; queries: number }, seed: number): DrawnCollection {
  const random = createRandom(seed);
  const common = createZipf(random, COMMON_WORDS, 1.05);
  const topics: number[] = [];
  const spoken: Set<number>[] = [];
  const documents = Array.from({ length: size.documents }, (_, i) => {
    const topic = random.int(TOPICS);
    const concepts = drawSome(random, 3 + random.int(6));
    topics.push(topic);
    spoken.push(new Set(concepts));
    return { id: `d${i}`, text: writeDocument(random, common, topic, concepts) };
  });
  const queries = Array.from({ length: size.queries }, (_, i) => {
    const topic = random.int(TOPICS);
    const concepts = drawSome(random, 3);
    const grades = new Map<string, number>();
    documents.forEach(({ id }, d) => {
      if (topics[d] !== topic) return;
      const count = concepts.filter((concept) => spoken[d]?.has(concept)).length;
      if (count >= 2) grades.set(id, count - 1);
    });
    const words = concepts.map((concept) => wordOf(topic, concept, random.int(SYNONYMS)));
    return { id: `q${i}`, text: [...words, `common${common()}`].join(" "), grades };
  });
  return { documents, queries: queries.filter(({ grades }) => grades.size > 0) };
}

function drawSome(random: Random, count: number): number[] {
  const left = Array.from({ length: CONCEPTS }, (_, i) => i);
  return Array.from({ length: count }, () => left.splice(random.int(left.length), 1)[0] ?? 0);
}

function writeDocument(random: Random, common: () => number, topic: number, concepts: readonly number[]): string {
  const preferred = new Map(concepts.map((concept) => [concept, random.int(SYNONYMS)]));
  const length = 30 + random.int(120);
  const words = Array.from({ length }, () => {
    if (random.next() < 0.75) return `common${common()}`;
    const concept = random.pick(concepts);
    const word = random.next() < 0.8 ? (preferred.get(concept) ?? 0) : random.int(SYNONYMS);
    return wordOf(topic, concept, word);
  });
  // Each concept at least once: the judgements say so.
  return [...words, ...concepts.map((concept) => wordOf(topic, concept, preferred.get(concept) ?? 0))].join(" ");
}

function wordOf(topic: number, concept: number, synonym: number): string {
  return `topic${topic}concept${concept}word${synonym}`;
}
