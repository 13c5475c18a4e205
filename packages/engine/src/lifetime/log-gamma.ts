/** Lanczos coefficients for g = 7, n = 9 (Godfrey): relative error below 1e-13 for positive arguments. */
const COEFFICIENTS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
const HALF_LOG_TWO_PI = 0.9189385332046727;

/** ln Γ(x) of a positive number. */
export function logGamma(x: number): number {
  // The recurrence keeps small arguments, where the approximation loses digits, out of it.
  if (x < 0.5) return logGamma(x + 1) - Math.log(x);
  const shifted = x - 1;
  const sum = COEFFICIENTS.reduce(
    (total, value, index) => (index === 0 ? value : total + value / (shifted + index)),
    0,
  );
  const base = shifted + 7.5;
  return HALF_LOG_TWO_PI + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}
