import type { BudgetMove } from "@rapport/contracts/campaigns";

/** What a plan knows of a move besides its figures. */
type Grounds = {
  /** Days of results that it rests on. */
  days: number;
  /** Conversions that later days are expected to gain by what it teaches. */
  lesson: number;
};

/** Why a budget moves, with the figures that say so. */
export function describeMove(move: Omit<BudgetMove, "why">, { days, lesson }: Grounds): string {
  const { fromCents, toCents, expectedBefore, expectedAfter } = move;
  const basis =
    days === 0 ? "nothing has been seen of it yet" : `from ${days} ${days === 1 ? "day" : "days"} of results`;
  if (toCents === fromCents) return `Stays: one more unit elsewhere is expected to bring no more (${basis})`;
  const change = expectedAfter - expectedBefore;
  const conversions = `${change > 0 ? "+" : ""}${change.toFixed(2)} conversions a day`;
  // What is done to learn is not said to bring more.
  if (lesson > Math.abs(change)) {
    return `${conversions}, and ${lesson.toFixed(2)} in all on later days by what it teaches: little is known of such a budget here (${basis})`;
  }
  const perUnit = Math.abs((change / (toCents - fromCents)) * 10_000).toFixed(2);
  const comparison = toCents > fromCents ? "more than elsewhere" : "less than elsewhere";
  return `${conversions}: the last 100 units of money bring ${perUnit} conversions here, ${comparison} (${basis})`;
}
