import { rocAuc } from "@rapport/engine/classification-metrics";
import { simulateCohort, trueReadiness } from "@rapport/testkit/simulator/cohort";
import { expect, test } from "vitest";
import { readCohort } from "../../test/cohort-histories.ts";
import { DAY_MS, toHistories } from "./action-history.ts";
import { buildFeatures, nameFeatures } from "./build-features.ts";
import { fitNextActions, fitSendTime } from "./fit-habits.ts";
import { fitPropensity } from "./fit-propensity.ts";
import { fitPurchases } from "./fit-purchases.ts";
import { chooseMoments, collectRows, planFeatures } from "./propensity-rows.ts";

const START = Date.UTC(2026, 0, 1);
const DAYS = 150;
const END = START + DAYS * DAY_MS;
const people = simulateCohort({ seed: 5, people: 2_500, startMs: START, days: DAYS });
const histories = readCohort(people);
const PURCHASE = { kind: "event", event: "Order Completed", horizonDays: 7 } as const;
const CHURN = { kind: "inactivity", horizonDays: 14 } as const;

function fit(definition: typeof PURCHASE | typeof CHURN) {
  const fitted = fitPropensity(histories, definition, END);
  if ("skipped" in fitted) throw new Error(fitted.skipped);
  // The figures of a goal are numbers, those of its baselines records.
  return fitted.metrics as Record<"auc" | "calibrationError" | "logLoss", number> &
    Record<"recency", { auc: number }> &
    Record<"averageRate", { logLoss: number }>;
}

test("a purchase is foreseen nearly as well as by who knows the hidden readiness, and better than by recency", () => {
  const metrics = fit(PURCHASE);
  const { measuring } = chooseMoments(PURCHASE, END);
  const plan = planFeatures(histories, PURCHASE, measuring);
  const rows = collectRows(histories, PURCHASE, plan, [measuring]);
  const byId = new Map(people.map((person) => [person.id, person]));
  const truth = Float64Array.from(rows.people, (id) => {
    const person = byId.get(id);
    return person ? trueReadiness(person, measuring, PURCHASE.horizonDays) : 0;
  });
  expect(metrics.auc).toBeGreaterThan(rocAuc(truth, rows.labels) - 0.1);
  expect(metrics.auc).toBeGreaterThan(metrics.recency.auc + 0.02);
  expect(metrics.logLoss).toBeLessThan(metrics.averageRate.logLoss);
  expect(metrics.calibrationError).toBeLessThan(0.05);
});

test("churn is foreseen better than by recency, with probabilities that hold", () => {
  const metrics = fit(CHURN);
  expect(metrics.auc).toBeGreaterThan(metrics.recency.auc);
  expect(metrics.calibrationError).toBeLessThan(0.08);
});

test("nothing at or after a moment changes the features of that moment", () => {
  const { measuring } = chooseMoments(PURCHASE, END);
  const plan = planFeatures(histories, PURCHASE, measuring);
  const cutOff = readCohort(
    people.map((person) => ({
      ...person,
      actions: person.actions.filter(({ timestampMs }) => timestampMs < measuring),
    })),
  );
  const numberOf = (names: readonly string[]) => new Map(names.map((name, index) => [name, index]));
  const known = new Map(cutOff.people.map((history) => [history.profileId, history]));
  for (const history of histories.people.slice(0, 300)) {
    const past = known.get(history.profileId);
    if (!past) continue;
    const features = buildFeatures(past, measuring, plan, numberOf(cutOff.actionNames));
    expect(buildFeatures(history, measuring, plan, numberOf(histories.actionNames))).toEqual(features);
  }
});

test("no horizon that is learned from reaches into the one that is measured", () => {
  const { learning, measuring } = chooseMoments(CHURN, END);
  for (const moment of learning) expect(moment + CHURN.horizonDays * DAY_MS).toBeLessThanOrEqual(measuring);
  expect(measuring + CHURN.horizonDays * DAY_MS).toBe(END);
});

test("features say what happened within their days, and leave open what never did", () => {
  const at = (daysAgo: number, action: string) => ({
    profileId: "p",
    action,
    timestampMs: END - daysAgo * DAY_MS,
    value: action === "Order Completed" ? "20" : null,
    identified: daysAgo < 3,
  });
  const {
    people: [history],
    actionNames,
  } = toHistories([...[40, 10, 9.999, 2].map((daysAgo) => at(daysAgo, "Product Viewed")), at(1, "Order Completed")]);
  if (!history) throw new Error("There is a history");
  const plan = { vocabulary: ["Product Viewed", "Trial Started"], goalAction: "Order Completed" };
  const numberOf = new Map(actionNames.map((name, index) => [name, index]));
  const values = buildFeatures(history, END, plan, numberOf);
  const features = Object.fromEntries(nameFeatures(plan).map((name, index) => [name, values[index]]));
  expect(features).toMatchObject({
    days_since_first: 40,
    days_since_last: 1,
    events_3d: 2,
    events_14d: 4,
    events_90d: 5,
    visits_30d: 3,
    active_days_90d: 4,
    goal_7d: 1,
    days_since_goal: 1,
    value_30d: 20,
    identified: 1,
    "count_14d:Product Viewed": 3,
    "days_since:Product Viewed": 2,
    "count_14d:Trial Started": 0,
    "days_since:Trial Started": Number.NaN,
  });
});

test("the next action, the purchases to come and the busy hours beat what needs no model", () => {
  const next = fitNextActions(histories, END);
  const purchases = fitPurchases(histories, "Order Completed", 30, END);
  const hours = fitSendTime(histories, END);
  expect(next).toMatchObject({ metrics: { hitRate: expect.any(Number) } });
  const figure = (fitted: object, name: string) => Object(Reflect.get(fitted, "metrics"))[name];
  expect(figure(next, "logLoss")).toBeLessThan(figure(next, "mostFrequent").logLoss * 0.9);
  expect(figure(purchases, "absoluteError")).toBeLessThan(figure(purchases, "asBefore").absoluteError);
  expect(figure(hours, "shareInBestHours")).toBeGreaterThan(0.25);
});

test("too few people or none at the goal are named as the reason, not learned from", () => {
  const few = { ...histories, people: histories.people.slice(0, 20) };
  expect(fitPropensity(few, PURCHASE, END)).toMatchObject({ skipped: expect.stringContaining("100 are needed") });
  const nobody = { ...PURCHASE, event: "Trial Started" };
  expect(fitPropensity(histories, nobody, END)).toMatchObject({ skipped: expect.stringContaining("0 of") });
  expect(fitPurchases(histories, "Trial Started", 30, END)).toMatchObject({
    skipped: expect.stringContaining("0 customers"),
  });
});
