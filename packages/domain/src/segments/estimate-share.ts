/** Standard deviations of a 95 % interval. */
const Z = 1.959964;

/** Wilson's interval of a share, `hits` of `n`: it stays within [0, 1], and is right for few hits (JASA 22, 1927). */
export function estimateShare(hits: number, n: number): { low: number; high: number } {
  if (n === 0) return { low: 0, high: 0 };
  const share = hits / n;
  const middle = share + Z ** 2 / (2 * n);
  const spread = Z * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2));
  const scale = 1 + Z ** 2 / n;
  return { low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) };
}
