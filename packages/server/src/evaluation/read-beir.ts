import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { RapportError } from "@rapport/contracts/errors";
import { z } from "zod";

/** A collection in BEIR's layout: documents, questions, and which documents answer which. */
export type Collection = {
  documents: { id: string; title: string; text: string }[];
  queries: { id: string; text: string }[];
  judgements: Map<string, Map<string, number>>;
};

const lineSchema = z.object({ _id: z.coerce.string(), title: z.string().default(""), text: z.string() });

/**
 * Reads `corpus.jsonl`, `queries.jsonl` and `qrels/<split>.tsv` of a folder; questions that nobody judged are left out.
 * @throws RapportError invalid_parameter naming the file and line that is not in the layout
 */
export async function readBeir(folder: string, split: string): Promise<Collection> {
  const judgements = await readJudgements(join(folder, "qrels", `${split}.tsv`));
  const documents: Collection["documents"] = [];
  for await (const { _id: id, title, text } of readLines(join(folder, "corpus.jsonl")))
    documents.push({ id, title, text });
  const queries: Collection["queries"] = [];
  for await (const { _id: id, text } of readLines(join(folder, "queries.jsonl")))
    if (judgements.has(id)) queries.push({ id, text });
  return { documents, queries, judgements };
}

async function* readLines(file: string): AsyncGenerator<z.infer<typeof lineSchema>> {
  let number = 0;
  for await (const line of linesOf(file)) {
    number++;
    if (line.trim() === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw refusal(`${file}, line ${number} is no JSON object`);
    }
    const parsed = lineSchema.safeParse(value);
    if (!parsed.success) throw refusal(`${file}, line ${number} needs _id and text`);
    yield parsed.data;
  }
}

async function readJudgements(file: string): Promise<Collection["judgements"]> {
  const judgements: Collection["judgements"] = new Map();
  let number = 0;
  for await (const line of linesOf(file)) {
    const [query = "", document = "", grade = ""] = line.split("\t");
    // The first line names the columns.
    if (number++ === 0 && Number.isNaN(Number(grade))) continue;
    if (line.trim() === "") continue;
    if (document === "" || !Number.isFinite(Number(grade)))
      throw refusal(`${file}, line ${number} is not query, document and grade with tabs between`);
    const of = judgements.get(query) ?? new Map<string, number>();
    of.set(document, Number(grade));
    judgements.set(query, of);
  }
  return judgements;
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file);
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw refusal(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    stream.destroy();
  }
}

function refusal(message: string): RapportError {
  return new RapportError("invalid_parameter", message);
}
