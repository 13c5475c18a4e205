/**
 * How well intents are foreseen on simulated people with planted propensities, on a time split, beside who knows all that is
 * hidden, the best single figure, and LightGBM on the same rows when a Python with it is named.
 *   node packages/domain/src/intents/intents.bench.ts [people seed [python]]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GoalDefinition } from "@rapport/contracts/intents";
import { predictScore } from "@rapport/engine/boosted-model";
import { calibrate } from "@rapport/engine/calibrator";
import { calibrationError, rocAuc } from "@rapport/engine/classification-metrics";
import { createRandom } from "@rapport/engine/random";
import { simulateCohort, trueInterest, trueReadiness } from "@rapport/testkit/simulator/cohort";
import { readCohort } from "../../test/cohort-histories.ts";
import { DAY_MS } from "./action-history.ts";
import type { PropensityModel } from "./fit-propensity.ts";
import { BOOSTING, fitPropensity } from "./fit-propensity.ts";
import type { PropensityRows } from "./propensity-rows.ts";
import type { PropensitySplit } from "./propensity-split.ts";
import { splitPropensity } from "./propensity-split.ts";

const [people = 20_000, seed = 1] = process.argv.slice(2, 4).map(Number);
const python = process.argv[4];
const DAYS = 150;
const DRAWS = 100;
const START = Date.UTC(2026, 0, 1);
const END = START + DAYS * DAY_MS;
const SCRIPT = new URL("../../../engine/golden/bench_intents.py", import.meta.url).pathname;
const GOALS: Record<string, GoalDefinition> = {
  purchase: { kind: "event", event: "Order Completed", horizonDays: 7 },
  churn: { kind: "inactivity", horizonDays: 14 },
  "a goal of a project's own": { kind: "event", event: "Product Added", horizonDays: 5 },
};

const cohort = simulateCohort({ seed, people, startMs: START, days: DAYS });
const histories = readCohort(cohort);
const byId = new Map(cohort.map((person) => [person.id, person]));
for (const [goal, definition] of Object.entries(GOALS)) measure(goal, definition);

function measure(goal: string, definition: GoalDefinition): void {
  const before = process.cpuUsage();
  const fit = fitPropensity(histories, definition, END);
  const used = process.cpuUsage(before);
  if ("skipped" in fit) throw new Error(fit.skipped);
  const { auc, calibrationError: error, logLoss, recency } = fit.metrics;
  const split = splitPropensity(histories, definition, END);
  console.log(goal, {
    learned: split.learning.labels.length,
    judged: split.judging.labels.length,
    cpuSeconds: used.user / 1e6,
  });
  console.table({
    ours: { auc, calibrationError: error, logLoss },
    "the same, if its probabilities were true": { calibrationError: chanceError(fit.model, split) },
    ...(python === undefined ? {} : { LightGBM: runPeer(python, split) }),
    "best single figure": recency,
    "who knows what is hidden": { auc: rocAuc(readTruth(split, definition), split.judging.labels) },
  });
}

function readTruth({ judging, measuredAtMs }: PropensitySplit, goal: GoalDefinition): Float64Array {
  return Float64Array.from(judging.people, (id) => {
    const person = byId.get(id);
    if (!person) return 0;
    if (goal.kind === "event") {
      const truth = goal.event === "Product Added" ? trueInterest : trueReadiness;
      return truth(person, measuredAtMs, goal.horizonDays);
    }
    return person.leftAtMs <= measuredAtMs ? 0 : -person.visitsPerDay;
  });
}

/** Calibration error that is left of true probabilities by chance: of as many people, each drawn by theirs. */
function chanceError({ trees, calibrator }: PropensityModel, { judging }: PropensitySplit): number {
  const random = createRandom(seed);
  const probabilities = Float64Array.from(judging.values, (row) => calibrate(calibrator, predictScore(trees, row)));
  const errors = Array.from({ length: DRAWS }, () =>
    calibrationError(
      probabilities,
      probabilities.map((value) => (random.next() < value ? 1 : 0)),
    ),
  );
  return errors.reduce((sum, value) => sum + value, 0) / DRAWS;
}

function runPeer(command: string, split: PropensitySplit): Record<string, number> {
  const folder = mkdtempSync(join(tmpdir(), "intents-bench-"));
  try {
    const { learning, watching, calibrating, judging } = split;
    const parts = Object.entries({ learning, watching, calibrating, judging });
    for (const [name, rows] of parts) writeFileSync(join(folder, `${name}.bin`), toBytes(rows));
    const input = JSON.stringify({ folder, width: learning.names.length, boosting: BOOSTING });
    return JSON.parse(
      execFileSync(command, [SCRIPT, input], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Row by row, the label behind the features. */
function toBytes({ values, labels, names }: PropensityRows): Uint8Array {
  const all = new Float64Array(labels.length * (names.length + 1));
  for (const [row, features] of values.entries()) {
    all.set(features, row * (names.length + 1));
    all[row * (names.length + 1) + names.length] = labels[row] ?? 0;
  }
  return new Uint8Array(all.buffer);
}
