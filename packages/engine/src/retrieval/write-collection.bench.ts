import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Line = { id: string; text: string };

/** Writes a collection to judge searching by into a folder, in BEIR's layout. Grades by question and document. */
export function writeCollection(
  folder: string,
  { documents, queries, grades }: { documents: Line[]; queries: Line[]; grades: [string, string, number][] },
): void {
  mkdirSync(join(folder, "qrels"), { recursive: true });
  const lines = (rows: readonly Line[]) =>
    rows.map(({ id, text }) => `${JSON.stringify({ _id: id, title: "", text })}\n`).join("");
  writeFileSync(join(folder, "corpus.jsonl"), lines(documents));
  writeFileSync(join(folder, "queries.jsonl"), lines(queries));
  const judged = grades.map((row) => `${row.join("\t")}\n`).join("");
  writeFileSync(join(folder, "qrels", "test.tsv"), `query-id\tcorpus-id\tscore\n${judged}`);
}
