/**
 * Speed and memory of the word index and of learning topics, on a drawn collection. With a folder, the collection is written there in
 * BEIR's layout, to be judged by `rapport knowledge evaluate --beir` and by golden/bench_retrieval.py. Run with
 *   node --expose-gc packages/engine/src/retrieval/retrieval.bench.ts [documents queries seed folder]
 */
import { drawCollection } from "./draw-collection.ts";
import { InvertedIndex } from "./inverted-index.ts";
import { tokeniseText } from "./tokenise-text.ts";
import { fitTopics } from "./topic-space.ts";
import { writeCollection } from "./write-collection.bench.ts";

const [documents = 20_000, queries = 500, seed = 7] = process.argv.slice(2, 5).map(Number);
const folder = process.argv[5];
const collection = drawCollection({ documents, queries }, seed);
if (folder) write(folder);

const before = usedBytes();
const index = new InvertedIndex();
const tokenised = collection.documents.map(({ text }) => tokeniseText(text));
const added = timeOf(() => {
  collection.documents.forEach(({ id }, i) => {
    index.add(id, tokenised[i] ?? []);
  });
});
const asked = timeOf(() => {
  for (const { text } of collection.queries) index.search(tokeniseText(text), 100);
});
const fitted = timeOf(() => {
  const steps = fitTopics(tokenised.slice(0, 3_000));
  while (!steps.next().done);
});
process.stdout.write(
  `${documents} documents, ${collection.queries.length} questions, seed ${seed}\n` +
    `index: ${Math.round(documents / added)} documents/CPU-s, ${((usedBytes() - before) / 2 ** 20).toFixed(0)} MiB with the terms\n` +
    `search: ${((asked / collection.queries.length) * 1e3).toFixed(3)} CPU-ms a question\n` +
    `topics of 3,000 documents: ${fitted.toFixed(2)} CPU-s\n`,
);

function timeOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function write(to: string): void {
  const grades = collection.queries.flatMap(({ id, grades }) =>
    [...grades].map(([document, grade]): [string, string, number] => [id, document, grade]),
  );
  writeCollection(to, { documents: collection.documents, queries: collection.queries, grades });
}
