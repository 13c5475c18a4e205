/** Actions by number, from 0 on. */
export type ActionSequence = readonly number[];

/** How often each action followed each context of up to `order` actions. Plain data that JSON keeps. */
export type NextActionModel = {
  /** Longest context. */
  order: number;
  /** How many actions there are. */
  actions: number;
  /** By context, its actions joined by a comma, latest last: the actions that followed, and how often. */
  contexts: Record<string, { actions: number[]; counts: number[] }>;
};

/** Contexts that were seen once are noise in a long model and most of its size. */
const MIN_CONTEXT_COUNT = 2;

/**
 * Learns a Markov model of variable order: counts for every context from the longest to the empty one. O(Σ length × order).
 * @param maxContexts the most frequent ones are kept
 */
export function fitNextAction(
  sequences: Iterable<ActionSequence>,
  actions: number,
  order = 3,
  maxContexts = 20_000,
): NextActionModel {
  const counts = new Map<string, Map<number, number>>();
  for (const sequence of sequences) {
    for (const [index, action] of sequence.entries()) {
      for (let length = 0; length <= Math.min(order, index); length += 1) {
        const context = sequence.slice(index - length, index).join(",");
        const followers = counts.get(context) ?? new Map<number, number>();
        followers.set(action, (followers.get(action) ?? 0) + 1);
        counts.set(context, followers);
      }
    }
  }
  const sized = [...counts].map(([context, followers]) => {
    const total = [...followers.values()].reduce((sum, count) => sum + count, 0);
    return { context, followers, total };
  });
  const kept = sized
    .filter(({ context, total }) => context === "" || total >= MIN_CONTEXT_COUNT)
    .sort((left, right) => right.total - left.total || (left.context < right.context ? -1 : 1))
    .slice(0, maxContexts);
  const contexts = kept.map(({ context, followers }) => {
    const sorted = [...followers].sort((left, right) => right[1] - left[1] || left[0] - right[0]);
    return [context, { actions: sorted.map(([action]) => action), counts: sorted.map(([, count]) => count) }] as const;
  });
  return { order, actions, contexts: Object.fromEntries(contexts) };
}

/**
 * Probability of each action after a history, by prediction with partial matching: the longest known context speaks first and
 * leaves the share u / (n + u) to shorter ones, where u of its n followers differ (method C of Moffat 1990, with exclusion). What no
 * context knows is shared evenly. O(order × actions).
 */
export function predictNextAction(model: NextActionModel, history: ActionSequence): Float64Array {
  const probabilities = new Float64Array(model.actions);
  const excluded = new Uint8Array(model.actions);
  let share = 1;
  let open = model.actions;
  for (let length = Math.min(model.order, history.length); length >= 0 && open > 0; length -= 1) {
    const found = model.contexts[length === 0 ? "" : history.slice(-length).join(",")];
    if (found === undefined) continue;
    const fresh = found.actions.flatMap((action, index) =>
      excluded[action] === 1 ? [] : [{ action, count: found.counts[index] ?? 0 }],
    );
    if (fresh.length === 0) continue;
    const seen = fresh.reduce((sum, { count }) => sum + count, 0);
    // The last context that can speak keeps nothing back for actions that do not exist.
    const escaping = fresh.length === open ? 0 : fresh.length;
    for (const { action, count } of fresh) {
      probabilities[action] = (share * count) / (seen + escaping);
      excluded[action] = 1;
    }
    share *= escaping / (seen + escaping);
    open -= fresh.length;
  }
  for (let action = 0; action < model.actions && open > 0; action += 1) {
    if (excluded[action] === 0) probabilities[action] = share / open;
  }
  return probabilities;
}
