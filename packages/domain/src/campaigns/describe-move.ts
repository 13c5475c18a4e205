import type { BudgetMove } from "@rapport/contracts/campaigns";

/** Why a budget moves, with the figures that say so. */
export function describeMove(move: Omit<BudgetMove, "why">, days: number): string {
  const { fromCents, toCents, expectedBefore, expectedAfter } = move;
  const basis =
    days === 0 ? "nothing has been seen of it yet" : `from ${days} ${days === 1 ? "day" : "days"} of results`;
  if (toCents === fromCents) return `Stays: one more unit elsewhere is expected to bring no more (${basis})`;
  const change = expectedAfter - expectedBefore;
  const conversions = `${change > 0 ? "+" : ""}${change.toFixed(2)} conversions a day`;
  const perUnit = Math.abs((change / (toCents - fromCents)) * 10_000).toFixed(2);
  const comparison = toCents > fromCents ? "more than elsewhere" : "less than elsewhere";
  return `${conversions}: the last 100 units of money bring ${perUnit} conversions here, ${comparison} (${basis})`;
}
