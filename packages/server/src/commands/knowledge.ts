import { RapportError } from "@rapport/contracts/errors";
import { measureGroundedness } from "@rapport/engine/groundedness/measure-groundedness";
import { perturbClaims } from "@rapport/engine/groundedness/perturb-claims";
import type { Command } from "commander";
import { Option } from "commander";
import { evaluateRetrieval } from "../evaluation/evaluate-retrieval.ts";
import { readBeir } from "../evaluation/read-beir.ts";

type EvaluateOptions = {
  beir?: string;
  split: string;
  groundedness: boolean;
  claims: string;
  seed: string;
  json: boolean;
};

/** Adds `rapport knowledge …`. */
export function addKnowledgeCommands(program: Command): void {
  program
    .command("knowledge")
    .description("judge how questions are answered from documents")
    .command("evaluate")
    .description("accuracy of each way of searching on a collection of your own, and of telling false statements")
    .option("--beir <folder>", "collection in BEIR's layout: corpus.jsonl, queries.jsonl, qrels/<split>.tsv")
    .option("--split <name>", "which judgements", "test")
    .option("--groundedness", "plant errors in drawn statements and see how many are found", false)
    .option("--claims <count>", "statements that are drawn", "2000")
    .option("--seed <number>", "what they are drawn by", "7")
    .addOption(new Option("--json", "answer as JSON").default(false))
    .action(evaluate);
}

async function evaluate(options: EvaluateOptions): Promise<void> {
  if (options.beir === undefined && !options.groundedness)
    throw new RapportError("invalid_parameter", "Name what to judge: --beir <folder>, --groundedness or both");
  const collection = options.beir === undefined ? undefined : await readBeir(options.beir, options.split);
  const methods = collection && evaluateRetrieval(collection, (step) => process.stderr.write(`${step}\n`));
  const claims = readCount("--claims", options.claims);
  const groundedness = options.groundedness
    ? measureGroundedness(perturbClaims(claims, readCount("--seed", options.seed)))
    : undefined;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ methods, groundedness })}\n`);
    return;
  }
  const rows = (methods ?? []).map(({ method, ndcg10, recall100, mrr10, msPerQuery }) =>
    [
      method.padEnd(14),
      ...[ndcg10, recall100, mrr10].map((value) => value.toFixed(4).padStart(10)),
      msPerQuery.toFixed(2).padStart(9),
    ].join(""),
  );
  if (methods)
    process.stdout.write(`${"method".padEnd(14)}   nDCG@10 recall@100    MRR@10 ms/query\n${rows.join("\n")}\n`);
  if (groundedness) process.stdout.write(printGroundedness(groundedness));
}

function printGroundedness({ claims, errors, recall, recallOf, precision }: ReturnType<typeof measureGroundedness>) {
  const share = (value: number) => `${(value * 100).toFixed(1)} %`;
  const kinds = Object.entries(recallOf).map(([kind, value]) => `${kind} ${share(value)}`);
  return `${claims} statements, ${errors} with a planted error: ${share(recall)} found (${kinds.join(", ")}); ${share(precision)} of what was called an error is one\n`;
}

function readCount(name: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1_000_000) return count;
  throw new RapportError("invalid_parameter", `${name} must be a whole number from 1 to 1000000, not ${text}`);
}
