import { RapportError } from "@rapport/contracts/errors";
import { policyEvaluationSchema } from "@rapport/contracts/placements";
import type { Command } from "commander";
import { Option } from "commander";
import { readConfig } from "../config.ts";
import { printPolicies } from "../evaluation/print-policies.ts";
import { printReports } from "../evaluation/print-reports.ts";
import type { Protocol } from "../evaluation/protocols.ts";
import { PROTOCOLS } from "../evaluation/protocols.ts";
import { readEvaluationData } from "../evaluation/read-evaluation-data.ts";
import { runEvaluation } from "../evaluation/run-evaluation.ts";
import { openServerDoor } from "../open-server-door.ts";
import { readProblem } from "../read-problem.ts";

type EvaluateOptions = {
  inter?: string;
  policy?: string;
  host?: string;
  key?: string;
  user?: string;
  item?: string;
  protocol: Protocol;
  k: string;
  seeds: string;
  minRating: string;
  negatives?: string;
  json: boolean;
};

/** Adds `rapport recommend …`. */
export function addRecommendCommands(program: Command): void {
  program
    .command("recommend")
    .description("judge recommenders on recorded behaviour")
    .command("evaluate")
    .description("accuracy on a data set of your own, or what policies would have earned in a placement")
    .option("--inter <file>", "interactions in RecBole's .inter layout, or MovieLens' u.data")
    .option("--policy <placement>", "judge policies by the decisions that a placement has logged: IPS, SNIPS, DR")
    .option("--host <url>", "with --policy: server to ask (the one of the data directory)")
    .option("--key <secretKey>", "with --policy: secret key of the project (the data directory's own)")
    .option("--user <file>", "users (.user): figures by segment")
    .option("--item <file>", "items (.item): diversity and calibration by category")
    .addOption(
      new Option("--protocol <name>", "split75: random 75/25 per user; loo: the last item; time: the last tenth")
        .choices(PROTOCOLS)
        .default("split75"),
    )
    .option("--k <places>", "places of a list", "10")
    .option("--seeds <count>", "repetitions with other random numbers", "5")
    .option("--min-rating <rating>", "what is rated lower does not count", "0")
    .option("--negatives <count>", "rank among this many random items instead of all; flatters every method")
    .addOption(new Option("--json", "answer as JSON").default(false))
    .action(evaluate);
}

async function evaluate(options: EvaluateOptions): Promise<void> {
  const { inter, policy } = options;
  if (policy !== undefined && inter === undefined) await evaluatePlacement(policy, options);
  else if (inter !== undefined && policy === undefined) await evaluateData({ ...options, inter });
  else throw new RapportError("invalid_parameter", "Pass either --inter with a file or --policy with a placement");
}

async function evaluatePlacement(placement: string, { host, key, json }: EvaluateOptions): Promise<void> {
  const door = await openServerDoor(readConfig(), { host, key });
  try {
    const answer = await door.ask(`/api/v1/placements/${encodeURIComponent(placement)}/policies`, {});
    if (!answer.ok) throw await readProblem(answer);
    const evaluation = policyEvaluationSchema.parse(await answer.json());
    process.stdout.write(`${json ? JSON.stringify(evaluation) : printPolicies(placement, evaluation)}\n`);
  } finally {
    await door.close();
  }
}

async function evaluateData(options: EvaluateOptions & { inter: string }): Promise<void> {
  const settings = {
    protocol: options.protocol,
    size: readCount("--k", options.k),
    seeds: readCount("--seeds", options.seeds),
    negatives: options.negatives === undefined ? undefined : readCount("--negatives", options.negatives),
  };
  const data = await readEvaluationData(options, Number(options.minRating));
  const reports = runEvaluation(data, settings, (step) => process.stderr.write(`${step}\n`));
  const { users, items, itemOf } = data.interactions;
  const dataSet = { users, items, interactions: itemOf.length };
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ data: dataSet, settings, methods: reports })}\n`
      : `${users} users, ${items} items, ${itemOf.length} interactions\n${printReports(reports, settings)}\n`,
  );
}

function readCount(name: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 100_000) return count;
  throw new RapportError("invalid_parameter", `${name} must be a whole number from 1 to 100000, not ${text}`);
}
