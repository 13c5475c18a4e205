import { describe, expect, it } from "vitest";
import { readGoldenIntents } from "../../test/golden-intents.ts";
import { expectPurchases, fitBgNbd, probabilityAlive } from "./bg-nbd.ts";
import { expectValue, fitGammaGamma } from "./gamma-gamma.ts";

const { purchases, spend } = readGoldenIntents();
const customers = purchases.customers.map(([repeats, lastAt, age]) => ({ repeats, lastAt, age }));

/** Found for the CDNOW customers in the paper; time in weeks. */
const PUBLISHED = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426, logLikelihood: 0 };

describe("purchases by BG/NBD", () => {
  const fitted = fitBgNbd(customers);

  it("parameters equal SciPy's within 0.1 %, the likelihood within 1e-6", () => {
    const [r, alpha, a, b] = purchases.parameters;
    expect(fitted.logLikelihood).toBeCloseTo(purchases.logLikelihood, 6);
    expect(fitted.logLikelihood).toBeGreaterThan(purchases.publishedLogLikelihood);
    expect(fitted.r / r).toBeCloseTo(1, 3);
    expect(fitted.alpha / alpha).toBeCloseTo(1, 3);
    expect(fitted.a / a).toBeCloseTo(1, 3);
    expect(fitted.b / b).toBeCloseTo(1, 3);
  });

  it("expected purchases equal SciPy's hypergeometric series within 1e-9", () => {
    for (const [repeats, lastAt, age, horizon, expected] of purchases.cases) {
      expect(expectPurchases(PUBLISHED, { repeats, lastAt, age }, horizon)).toBeCloseTo(expected, 9);
    }
  });

  it("gives the published example: two purchases, the last in week 30.43 of 38.86, make 1.226 in 39 weeks", () => {
    expect(expectPurchases(PUBLISHED, { repeats: 2, lastAt: 30.43, age: 38.86 }, 39)).toBeCloseTo(1.226, 3);
  });

  it("doubts a frequent customer who is silent more than a rare one", () => {
    const silent = (repeats: number) => probabilityAlive(PUBLISHED, { repeats, lastAt: 10, age: 30 });
    expect(silent(12)).toBeLessThan(silent(2));
    expect(silent(0)).toBe(1);
  });

  it("refuses customers of whom nobody came back, and says so", () => {
    expect(() => fitBgNbd([{ repeats: 0, lastAt: 0, age: 10 }])).toThrow(/bought twice/);
  });
});

describe("value by Gamma-Gamma", () => {
  const fitted = fitGammaGamma(spend.customers.map(([count, meanValue]) => ({ purchases: count, meanValue })));

  it("parameters equal SciPy's within 0.1 %", () => {
    const [p, q, gamma] = spend.parameters;
    expect(fitted.p / p).toBeCloseTo(1, 3);
    expect(fitted.q / q).toBeCloseTo(1, 3);
    expect(fitted.gamma / gamma).toBeCloseTo(1, 3);
  });

  it("draws a mean of one purchase further to that of all than a mean of ten", () => {
    const overall = (fitted.p * fitted.gamma) / (fitted.q - 1);
    const distance = (count: number) => Math.abs(expectValue(fitted, { purchases: count, meanValue: 200 }) - overall);
    expect(distance(1)).toBeLessThan(distance(10));
    expect(expectValue(fitted, { purchases: 0, meanValue: 0 })).toBeCloseTo(overall, 9);
  });
});
