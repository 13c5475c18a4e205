import { logGamma } from "./log-gamma.ts";
import { minimize } from "./nelder-mead.ts";

/**
 * What is known of a customer, in any one unit of time: repeat purchases after the first, the time of the last one and the
 * time watched, both since the first purchase.
 */
export type PurchaseHistory = { repeats: number; lastAt: number; age: number };

/**
 * The model of Fader, Hardie and Lee, "Counting Your Customers the Easy Way" (Marketing Science 2005): purchases come at a rate
 * that is gamma distributed (r, α) over customers; after each one the customer leaves with a chance that is beta (a, b).
 */
export type BgNbd = { r: number; alpha: number; a: number; b: number; logLikelihood: number };

/** Fits on no more than this many, evenly chosen: four numbers do not become better by more. */
const MAX_CUSTOMERS = 20_000;
/** Log parameters outside of this are a likelihood that rises for ever: the data do not tell. */
const LOG_BOUND = 12;

/** Maximum likelihood by Nelder–Mead over the logarithms of the parameters. @throws RangeError without any repeat purchase */
export function fitBgNbd(customers: readonly PurchaseHistory[]): BgNbd {
  const step = Math.max(1, customers.length / MAX_CUSTOMERS);
  const sample = Array.from(
    { length: Math.floor(customers.length / step) },
    (_, index) => customers[Math.floor(index * step)],
  );
  const used = sample.filter((customer) => customer !== undefined);
  if (!used.some(({ repeats }) => repeats > 0))
    throw new RangeError("No customer has bought twice: there is nothing to fit");
  const meanAge = used.reduce((sum, { age }) => sum + age, 0) / used.length;
  const loss = (point: readonly number[]) => {
    if (point.some((value) => Math.abs(value) > LOG_BOUND)) return Infinity;
    return -logLikelihood(used, toParameters(point)) / used.length;
  };
  const { point, value } = minimize(loss, [0, Math.log(Math.max(meanAge, 1e-3)), 0, 1]);
  return { ...toParameters(point), logLikelihood: -value * used.length };
}

/** Probability that the customer has not left. */
export function probabilityAlive({ r, alpha, a, b }: BgNbd, { repeats, lastAt, age }: PurchaseHistory): number {
  if (repeats === 0) return 1;
  return 1 / (1 + (a / (b + repeats - 1)) * ((alpha + age) / (alpha + lastAt)) ** (r + repeats));
}

/** Purchases to be expected within the next `horizon` (equation 10 of the paper). */
export function expectPurchases(model: BgNbd, customer: PurchaseHistory, horizon: number): number {
  const { r, alpha, b } = model;
  const { repeats, age } = customer;
  // At a = 1 the formula is a limit; the value beside it is as good.
  const a = Math.abs(model.a - 1) < 1e-6 ? 1 + 1e-6 : model.a;
  const z = horizon / (alpha + age + horizon);
  const series = hypergeometric(r + repeats, b + repeats, a + b + repeats - 1, z);
  const stayed = 1 - ((alpha + age) / (alpha + age + horizon)) ** (r + repeats) * series;
  return Math.max(0, ((a + b + repeats - 1) / (a - 1)) * stayed * probabilityAlive({ ...model, a }, customer));
}

type Parameters = Omit<BgNbd, "logLikelihood">;

function toParameters([r = 0, alpha = 0, a = 0, b = 0]: readonly number[]): Parameters {
  return { r: Math.exp(r), alpha: Math.exp(alpha), a: Math.exp(a), b: Math.exp(b) };
}

function logLikelihood(customers: readonly PurchaseHistory[], { r, alpha, a, b }: Parameters): number {
  const byRepeats: number[] = [];
  const logA = Math.log(a);
  let sum = 0;
  for (const { repeats, lastAt, age } of customers) {
    // Everything with a gamma function depends on the count of purchases alone.
    let counted = byRepeats[repeats];
    if (counted === undefined) {
      counted = logGamma(r + repeats) - logGamma(r) + r * Math.log(alpha) + logBeta(a, b + repeats) - logBeta(a, b);
      byRepeats[repeats] = counted;
    }
    const stayed = -(r + repeats) * Math.log(alpha + age);
    if (repeats === 0) {
      sum += counted + stayed;
      continue;
    }
    const left = logA - Math.log(b + repeats - 1) - (r + repeats) * Math.log(alpha + lastAt);
    // B(a, b + x) is for a customer who stays after the last purchase, too.
    sum += counted + logOfSum(stayed, left);
  }
  return sum;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

function logOfSum(left: number, right: number): number {
  return Math.max(left, right) + Math.log1p(Math.exp(-Math.abs(left - right)));
}

/** ₂F₁ by its series, for 0 ≤ z < 1. */
function hypergeometric(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let index = 0; index < 100_000; index += 1) {
    term *= ((a + index) * (b + index) * z) / ((c + index) * (index + 1));
    sum += term;
    if (Math.abs(term) < 1e-14 * Math.abs(sum)) break;
  }
  return sum;
}
