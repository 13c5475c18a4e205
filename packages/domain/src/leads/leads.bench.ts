/**
 * How well leads are ordered: simulated people with planted readiness, some of whose facts follow from it, scored at a moment
 * and judged by who ordered in the 14 days after it, beside recency, frequency, and who knows all that is hidden.
 *   node packages/domain/src/leads/leads.bench.ts [people [seeds]]
 */
import { predictScore } from "@rapport/engine/boosted-model";
import { calibrate } from "@rapport/engine/calibrator";
import { rocAuc } from "@rapport/engine/classification-metrics";
import { createRandom } from "@rapport/engine/random";
import type { CohortPerson } from "@rapport/testkit/simulator/cohort";
import { simulateCohort, trueReadiness } from "@rapport/testkit/simulator/cohort";
import { readCohort } from "../../test/cohort-histories.ts";
import type { ActionHistory } from "../intents/action-history.ts";
import { DAY_MS, findTime } from "../intents/action-history.ts";
import { buildFeatures } from "../intents/build-features.ts";
import { fitPropensity } from "../intents/fit-propensity.ts";
import { emptyProfileState } from "../profiles/profile-state.ts";
import { compileAlone } from "../segments/compile-alone.ts";
import { NOTHING_KNOWN, personFacts } from "../segments/person-facts.ts";
import { readRuleInput } from "../segments/read-rule-input.ts";
import { DEFAULT_CRITERIA } from "./default-criteria.ts";
import type { Expected } from "./measure-engagement.ts";
import { measureEngagement } from "./measure-engagement.ts";
import { measureFit } from "./measure-fit.ts";
import { scoreOf } from "./score-of.ts";

const [people = 10_000, seeds = 5] = process.argv.slice(2, 4).map(Number);
const DAYS = 150;
const HORIZON_DAYS = 14;
const BEST = 50;
const START = Date.UTC(2026, 0, 1);
const AT = START + (DAYS - HORIZON_DAYS) * DAY_MS;
const GOAL = { kind: "event", event: "Order Completed", horizonDays: HORIZON_DAYS } as const;
const FIT = {
  criteria: DEFAULT_CRITERIA.fit,
  project: compileAlone(DEFAULT_CRITERIA.fit.map(({ text }) => readRuleInput({ text }))).compiled,
};

const methods = new Map<string, { auc: number[]; precision: number[] }>();
const rates: number[] = [];
for (let seed = 1; seed <= seeds; seed += 1) judgeSeed(seed);
console.log(`${people} people, ${seeds} seeds, ${(100 * mean(rates)).toFixed(1)} % order within ${HORIZON_DAYS} days`);
console.table(
  Object.fromEntries(
    [...methods].map(([name, { auc, precision }]) => [
      name,
      {
        AUC: mean(auc).toFixed(3),
        [`precision at ${BEST}`]: mean(precision).toFixed(3),
        "worst seed": Math.min(...precision).toFixed(2),
      },
    ]),
  ),
);

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function judgeSeed(seed: number): void {
  const cohort = simulateCohort({ seed, people, startMs: START, days: DAYS });
  const histories = readCohort(cohort);
  const byId = new Map(cohort.map((person) => [person.id, person]));
  const expect = learn(histories);
  const rows = histories.people.flatMap((history) => {
    const person = byId.get(history.profileId);
    return person && findTime(history, AT) > 0
      ? [scorePerson(seed, person, history, histories.actionNames, expect)]
      : [];
  });
  const labels = Float64Array.from(rows, ({ ordered }) => ordered);
  rates.push(mean([...labels]));
  for (const name of Object.keys(rows[0]?.scores ?? {})) {
    const scores = Float64Array.from(rows, (row) => row.scores[name] ?? 0);
    const best = [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).slice(0, BEST);
    const { auc, precision } = methods.get(name) ?? { auc: [], precision: [] };
    auc.push(rocAuc(scores, labels));
    precision.push(mean(best.map((place) => labels[place] ?? 0)));
    methods.set(name, { auc, precision });
  }
}

/** A model of the goal from what was known at the moment. */
function learn(histories: ReturnType<typeof readCohort>): (history: ActionHistory) => Expected {
  const fit = fitPropensity(histories, GOAL, AT);
  if ("skipped" in fit) throw new Error(fit.skipped);
  const { plan, trees, calibrator, baseRate } = fit.model;
  const numberOf = new Map(histories.actionNames.map((name, index) => [name, index]));
  return (history) => ({
    goal: "purchase",
    horizonDays: HORIZON_DAYS,
    baseRate,
    because: [],
    probability: calibrate(calibrator, predictScore(trees, buildFeatures(history, AT, plan, numberOf))),
  });
}

function scorePerson(
  seed: number,
  person: CohortPerson,
  history: ActionHistory,
  actionNames: readonly string[],
  expect: (history: ActionHistory) => Expected,
) {
  const end = findTime(history, AT);
  const [actions, timesMs] = [history.actions.subarray(0, end), history.timesMs.subarray(0, end)];
  const known = { events: { ...history, actions, timesMs }, actionNames };
  const fit = measureFit(FIT, { facts: factsOf(seed, person), state: {}, nowMs: AT }).value;
  const rules = measureEngagement(DEFAULT_CRITERIA, known, { nowMs: AT, expected: undefined }).value;
  const both = measureEngagement(DEFAULT_CRITERIA, known, { nowMs: AT, expected: expect(history) }).value;
  const ordered = person.actions.some(({ action, timestampMs }) => action === GOAL.event && timestampMs >= AT);
  return {
    ordered: ordered ? 1 : 0,
    scores: {
      recency: timesMs[end - 1] ?? 0,
      "frequency, 30 days": end - findTime(history, AT - 30 * DAY_MS),
      "fit alone": fit,
      "engagement by events": rules,
      "engagement by events and intent": both,
      "lead score by rules": scoreOf(fit, rules),
      "lead score with intent": scoreOf(fit, both),
      "who knows what is hidden": trueReadiness(person, AT, HORIZON_DAYS),
    } satisfies Record<string, number> as Record<string, number>, // as: looked up by name
  };
}

/** Facts of a person, each of which says a little of how ready they are. */
function factsOf(seed: number, person: CohortPerson) {
  const random = createRandom(seed * 7_919 + Number(person.id.slice("person-".length)));
  const readiness = person.coldLogit + 3.5;
  const has = (bias: number) => random.next() < 1 / (1 + Math.exp(-(readiness + bias)));
  const traits = {
    email: has(0) ? "someone@firm.example" : "someone@gmail.com",
    ...(has(0) ? { company: "Firm" } : {}),
    ...(has(-0.5) ? { title: "Buyer" } : {}),
  };
  return personFacts(person.id, { ...emptyProfileState(), traits }, NOTHING_KNOWN);
}
