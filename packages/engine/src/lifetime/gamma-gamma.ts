import { logGamma } from "./log-gamma.ts";
import { minimize } from "./nelder-mead.ts";

/** A customer's purchases with a known value, and their mean value. */
export type SpendHistory = { purchases: number; meanValue: number };

/**
 * The model of Fader and Hardie, "The Gamma-Gamma Model of Monetary Value" (2013): a purchase's value is gamma (p, ν) around the
 * customer's own mean, and ν is gamma (q, γ) over customers. It takes value and frequency to be independent.
 */
export type GammaGamma = { p: number; q: number; gamma: number };

const LOG_BOUND = 20;

/** Maximum likelihood by Nelder–Mead. @throws RangeError when nobody spent anything */
export function fitGammaGamma(customers: readonly SpendHistory[]): GammaGamma {
  const used = customers.filter(({ purchases, meanValue }) => purchases > 0 && meanValue > 0);
  if (used.length === 0) throw new RangeError("No purchase has a value: there is nothing to fit");
  const mean = used.reduce((sum, { meanValue }) => sum + meanValue, 0) / used.length;
  const loss = (point: readonly number[]) => {
    if (point.some((value) => Math.abs(value) > LOG_BOUND)) return Infinity;
    return -logLikelihood(used, toParameters(point)) / used.length;
  };
  return toParameters(minimize(loss, [Math.log(2), Math.log(3), Math.log(mean)]).point);
}

/** Value to be expected of the customer's next purchase: their own mean, drawn to that of all by how little is known. */
export function expectValue({ p, q, gamma }: GammaGamma, { purchases, meanValue }: SpendHistory): number {
  // Below q = 1 the mean over customers is infinite, and somebody who never bought has no expectation.
  const shape = Math.max(p * purchases + q - 1, 1e-9);
  return (p * (gamma + meanValue * purchases)) / shape;
}

function toParameters([p = 0, q = 0, gamma = 0]: readonly number[]): GammaGamma {
  return { p: Math.exp(p), q: Math.exp(q), gamma: Math.exp(gamma) };
}

function logLikelihood(customers: readonly SpendHistory[], { p, q, gamma }: GammaGamma): number {
  const [logGammaQ, logScale] = [logGamma(q), Math.log(gamma)];
  let sum = 0;
  for (const { purchases, meanValue } of customers) {
    const shape = p * purchases;
    sum += logGamma(shape + q) - logGamma(shape) - logGammaQ + q * logScale + (shape - 1) * Math.log(meanValue);
    sum += shape * Math.log(purchases) - (shape + q) * Math.log(gamma + meanValue * purchases);
  }
  return sum;
}
