/** What a linear bandit has seen, as decayed sums; all it knows, and small enough to be kept with every version. */
export type BanditState = {
  /** Length of the features that all actions share, and of an action's own. Either may be 0. */
  shared: number;
  own: number;
  /** Weight of the next observation beside that of the first one, which is 1. */
  growth: number;
  /** Observations learned from. */
  learned: number;
  /** Σ w·z·zᵀ and Σ w·r·z over all observations. */
  zz: number[];
  zr: number[];
  /** By action: Σ w·x·xᵀ, Σ w·x·zᵀ and Σ w·r·x. */
  actions: Record<string, { xx: number[]; xz: number[]; xr: number[] }>;
};

/** One action as a decision sees it: features that mean the same for every action, and those with weights of its own. */
export type BanditAction = { id: string; shared: readonly number[]; own: readonly number[] };

const REBASE = 2 ** 64;
/** Actions with sums of their own; past this, the half that was seen least is forgotten and left to the shared features. */
const MAX_ACTIONS = 1_000;

/** Nothing seen. */
export function emptyState(shared: number, own: number): BanditState {
  return { shared, own, growth: 1, learned: 0, zz: zeros(shared * shared), zr: zeros(shared), actions: {} };
}

/**
 * Adds an observation and ages all earlier ones: with `discount` γ an observation weighs γᵗ after t later ones (Russac,
 * Vernade and Cappé, "Weighted linear bandits for non-stationary environments", NeurIPS 2019). By forward decay, so
 * nothing stored changes but its unit, once in a long while. O(shared² + own·(shared + own)).
 * @throws RangeError when features have another length than the state's, or a number is not finite
 */
export function addObservation(
  state: BanditState,
  { action, reward, discount, weight = 1 }: { action: BanditAction; reward: number; discount: number; weight?: number },
): void {
  check(state, action, reward);
  const scale = state.growth * weight;
  const { shared: z, own: x } = action;
  addOuter(state.zz, z, z, scale);
  addScaled(state.zr, z, scale * reward);
  if (state.own > 0) {
    const mine = ownSums(state, action.id);
    addOuter(mine.xx, x, x, scale);
    addOuter(mine.xz, x, z, scale);
    addScaled(mine.xr, x, scale * reward);
  }
  state.learned += 1;
  state.growth /= discount;
  if (state.growth > REBASE) rebase(state);
}

function ownSums(state: BanditState, id: string): BanditState["actions"][string] {
  const known = Object.hasOwn(state.actions, id) ? state.actions[id] : undefined;
  if (known) return known;
  if (Object.keys(state.actions).length >= MAX_ACTIONS) forgetSeldom(state);
  const { shared, own } = state;
  const fresh = { xx: zeros(own * own), xz: zeros(own * shared), xr: zeros(own) };
  // Defined, not assigned: an id may be `__proto__`.
  Object.defineProperty(state.actions, id, { value: fresh, enumerable: true, writable: true, configurable: true });
  return fresh;
}

function forgetSeldom(state: BanditState): void {
  const bySize = Object.entries(state.actions).sort(([, left], [, right]) => (right.xx[0] ?? 0) - (left.xx[0] ?? 0));
  state.actions = Object.fromEntries(bySize.slice(0, MAX_ACTIONS / 2));
}

function check(state: BanditState, { shared, own }: BanditAction, reward: number): void {
  if (shared.length !== state.shared || own.length !== state.own) {
    throw new RangeError(
      `Features of ${shared.length} and ${own.length} numbers where ${state.shared} and ${state.own} are learned`,
    );
  }
  if (![...shared, ...own, reward].every(Number.isFinite))
    throw new RangeError("Features and rewards are finite numbers");
}

function rebase(state: BanditState): void {
  const factor = 1 / state.growth;
  const all = [state.zz, state.zr, ...Object.values(state.actions).flatMap(({ xx, xz, xr }) => [xx, xz, xr])];
  for (const sums of all)
    for (let index = 0; index < sums.length; index += 1) sums[index] = (sums[index] ?? 0) * factor;
  state.growth = 1;
}

function addOuter(sums: number[], left: readonly number[], right: readonly number[], scale: number): void {
  for (let row = 0; row < left.length; row += 1) {
    const factor = (left[row] ?? 0) * scale;
    for (let column = 0; column < right.length; column += 1) {
      const place = row * right.length + column;
      sums[place] = (sums[place] ?? 0) + factor * (right[column] ?? 0);
    }
  }
}

function addScaled(sums: number[], vector: readonly number[], scale: number): void {
  for (let index = 0; index < vector.length; index += 1)
    sums[index] = (sums[index] ?? 0) + scale * (vector[index] ?? 0);
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}
