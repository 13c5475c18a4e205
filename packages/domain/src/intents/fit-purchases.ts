import type { ModelMetrics } from "@rapport/contracts/models";
import type { BgNbd, PurchaseHistory } from "@rapport/engine/bg-nbd";
import { expectPurchases, fitBgNbd } from "@rapport/engine/bg-nbd";
import type { GammaGamma } from "@rapport/engine/gamma-gamma";
import { fitGammaGamma } from "@rapport/engine/gamma-gamma";
import type { ActionHistories, ActionHistory } from "./action-history.ts";
import { DAY_MS } from "./action-history.ts";

/** How often customers buy and what they spend. Times are days. */
export type PurchasesModel = { goalAction: string; horizonDays: number; rate: BgNbd; value: GammaGamma | null };
export type PurchasesFit = { model: PurchasesModel; metrics: ModelMetrics };

/** A customer as the models see one; purchases of one day are one purchase. */
export type CustomerHistory = PurchaseHistory & { purchases: number; meanValue: number };

const MIN_CUSTOMERS = 100;
const MIN_REPEATERS = 30;

/**
 * Fits purchase rate and value, and measures the rate: fitted up to a horizon before the end, how far is the number expected within
 * it from the real one, beside everybody going on as before.
 */
export function fitPurchases(
  histories: ActionHistories,
  goalAction: string,
  horizonDays: number,
  endMs: number,
): PurchasesFit | { skipped: string } {
  const goal = histories.actionNames.indexOf(goalAction);
  const before = summarise(histories.people, goal, endMs - horizonDays * DAY_MS);
  const lacking = whatIsLacking(before.map(({ customer }) => customer));
  if (lacking !== undefined) return { skipped: lacking };
  const judged = fitBgNbd(before.map(({ customer }) => customer));
  const errors = before.map(({ history, customer }) => {
    const real = countPurchases(history, goal, endMs - horizonDays * DAY_MS, endMs);
    const asBefore = (customer.repeats / Math.max(1, customer.age)) * horizonDays;
    return {
      model: Math.abs(expectPurchases(judged, customer, horizonDays) - real),
      asBefore: Math.abs(asBefore - real),
    };
  });
  const now = summarise(histories.people, goal, endMs).map(({ customer }) => customer);
  const spenders = now.filter(({ meanValue }) => meanValue > 0);
  const value = spenders.length >= MIN_CUSTOMERS ? fitGammaGamma(spenders) : null;
  const model = { goalAction, horizonDays, rate: fitBgNbd(now), value };
  const mean = (pick: (error: { model: number; asBefore: number }) => number) =>
    errors.reduce((sum, error) => sum + pick(error), 0) / errors.length;
  const metrics = {
    absoluteError: mean((error) => error.model),
    customers: now.length,
    asBefore: { absoluteError: mean((error) => error.asBefore) },
  };
  return { model, metrics };
}

/** A person's purchases up to a time; undefined for somebody who never bought. */
export function toCustomer(history: ActionHistory, goal: number, atMs: number): CustomerHistory | undefined {
  const days = new Map<number, number>();
  for (let index = 0; index < history.actions.length; index += 1) {
    const timeMs = history.timesMs[index] ?? 0;
    if (history.actions[index] !== goal || timeMs >= atMs) continue;
    const value = history.values[index] ?? Number.NaN;
    const day = Math.floor(timeMs / DAY_MS);
    days.set(day, (days.get(day) ?? 0) + (value > 0 ? value : 0));
  }
  const ordered = [...days.keys()];
  const [first, last] = [ordered[0], ordered.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const paid = [...days.values()].filter((value) => value > 0);
  const meanValue = paid.length === 0 ? 0 : paid.reduce((sum, value) => sum + value, 0) / paid.length;
  const age = Math.max(atMs / DAY_MS - first, last - first);
  return { repeats: days.size - 1, lastAt: last - first, age, purchases: paid.length, meanValue };
}

function summarise(people: readonly ActionHistory[], goal: number, atMs: number) {
  return people.flatMap((history) => {
    const customer = toCustomer(history, goal, atMs);
    return customer === undefined ? [] : [{ history, customer }];
  });
}

function countPurchases({ actions, timesMs }: ActionHistory, goal: number, fromMs: number, toMs: number): number {
  const days = new Set<number>();
  for (const [index, action] of actions.entries()) {
    const timeMs = timesMs[index] ?? 0;
    if (action === goal && timeMs >= fromMs && timeMs < toMs) days.add(Math.floor(timeMs / DAY_MS));
  }
  return days.size;
}

function whatIsLacking(customers: readonly PurchaseHistory[]): string | undefined {
  const repeaters = customers.filter(({ repeats }) => repeats > 0).length;
  if (customers.length >= MIN_CUSTOMERS && repeaters >= MIN_REPEATERS) return undefined;
  return `${customers.length} customers, ${repeaters} of whom came back; ${MIN_CUSTOMERS} and ${MIN_REPEATERS} are needed`;
}
