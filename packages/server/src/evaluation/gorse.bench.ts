/**
 * Gorse's two factorisations, re-implemented from the configuration that it publishes, beside ours on the same splits:
 * accuracy, processor time and memory, each method in a process of its own. Run with
 *   npm run bench:gorse -- --inter ml-100k.inter --protocol split75 --seeds 5
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { BASELINES } from "@rapport/engine/evaluation/baselines";
import { evaluateMethods } from "@rapport/engine/evaluation/evaluate-methods";
import { meanOf } from "@rapport/engine/evaluation/evaluate-scorer";
import { GENERATORS } from "@rapport/engine/evaluation/generators";
import { defineGorseMethods } from "@rapport/engine/evaluation/gorse-methods";
import type { Method } from "@rapport/engine/evaluation/method";
import { createRandom } from "@rapport/engine/random";
import { dividerOf, PROTOCOLS } from "./protocols.ts";
import { readEvaluationData } from "./read-evaluation-data.ts";

/** One method on one split. */
type Measured = Record<"ndcg" | "recall" | "hitRate" | "cpuSeconds" | "memoryMiB", number> & { settings: string };

/** Settings that Gorse's search tries for each of its models. */
const TRIALS = 10;

/** Rows of the table, and what each is chosen from. */
const ROWS: Record<string, { methods: (seed: number) => readonly Method[]; result: string }> = {
  popularity: { methods: () => pick("popularity"), result: "popularity" },
  "Gorse's BPR, defaults": { methods: () => pick("bpr (Gorse's)"), result: "bpr (Gorse's)" },
  "Gorse's ALS, defaults": { methods: () => pick("als (Gorse's)"), result: "als (Gorse's)" },
  "Gorse's BPR, best of 11": { methods: (seed) => searched(seed).slice(0, 1), result: "bpr (Gorse's)" },
  "Gorse's ALS, best of 11": { methods: (seed) => searched(seed).slice(1), result: "als (Gorse's)" },
  EASE: { methods: () => pick("ease"), result: "ease" },
  iALS: { methods: () => pick("ials"), result: "ials" },
  "blend of ours": { methods: () => [...pick("popularity"), ...GENERATORS], result: "blend" },
};

const { values } = parseArgs({
  options: {
    inter: { type: "string" },
    protocol: { type: "string", default: "split75" },
    seeds: { type: "string", default: "1" },
    /** Set by the command for its children. */
    row: { type: "string" },
    seed: { type: "string", default: "1" },
  },
});
if (values.inter === undefined) throw new Error("--inter FILE: interactions in RecBole's .inter layout");
const protocol = PROTOCOLS.find((name) => name === values.protocol);
if (protocol === undefined) throw new Error(`--protocol must be one of ${PROTOCOLS.join(", ")}`);

if (values.row === undefined) await compareAll(Number(values.seeds));
else process.send?.(await measureRow(values.row, Number(values.seed)));

function pick(name: string): readonly Method[] {
  return [...BASELINES, ...GENERATORS].filter((method) => method.name === name);
}

function searched(seed: number): readonly Method[] {
  return defineGorseMethods(TRIALS, createRandom(seed));
}

async function measureRow(row: string, seed: number): Promise<Measured> {
  const data = await readEvaluationData({ inter: values.inter ?? "" }, 0);
  const random = createRandom(seed);
  const divide = dividerOf(protocol ?? "split75", random);
  const split = divide(data.interactions, 1);
  const startKiB = process.resourceUsage().maxRSS;
  const cpu = process.cpuUsage();
  const { methods, result } = ROWS[row] ?? { methods: () => [], result: "" };
  const results = evaluateMethods(split, (train) => divide(train, 2), methods(seed), { size: 10, random });
  const { user, system } = process.cpuUsage(cpu);
  const own = results.find(({ name }) => name === result);
  if (own === undefined) throw new Error(`--row ${row} is none of ${Object.keys(ROWS).join(", ")}`);
  const { ndcg, recall, hitRate } = own.evaluation.perUser;
  return {
    ...{ ndcg: meanOf(ndcg), recall: meanOf(recall), hitRate: meanOf(hitRate) },
    cpuSeconds: (user + system) / 1e6,
    memoryMiB: (process.resourceUsage().maxRSS - startKiB) / 1024,
    settings: JSON.stringify(own.parameters),
  };
}

async function compareAll(seeds: number): Promise<void> {
  const table: Record<string, Record<string, string>> = {};
  for (const row of Object.keys(ROWS)) {
    const runs: Measured[] = [];
    for (let seed = 1; seed <= seeds; seed += 1) runs.push(await measureInChild(row, seed));
    const mean = (name: Exclude<keyof Measured, "settings">) =>
      runs.reduce((sum, run) => sum + run[name], 0) / runs.length;
    table[row] = {
      "nDCG@10": mean("ndcg").toFixed(4),
      "recall@10": mean("recall").toFixed(4),
      "HR@10": mean("hitRate").toFixed(4),
      "CPU-s": mean("cpuSeconds").toFixed(1),
      MiB: mean("memoryMiB").toFixed(0),
    };
    console.error(row, JSON.stringify(table[row]), runs[0]?.settings);
  }
  console.log(`${values.inter}, ${protocol}, ${seeds} seed(s); search, fit and judging of one method in a process`);
  console.table(table);
}

async function measureInChild(row: string, seed: number): Promise<Measured> {
  const args = ["--inter", values.inter ?? "", "--protocol", protocol ?? "", "--row", row, "--seed", `${seed}`];
  const child = fork(fileURLToPath(import.meta.url), args);
  const [measured]: Measured[] = await once(child, "message");
  if (measured === undefined) throw new Error(`${row}: no answer`);
  return measured;
}
