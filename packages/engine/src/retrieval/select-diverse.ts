/** A thing with its relevance (0–1) and a vector of length 1 that says what it is like. */
export type DiverseCandidate = { relevance: number; vector: Float32Array };

/**
 * Picks by maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): one after the other, what is relevant and unlike what
 * was taken. For choosing between variants; it costs accuracy where evidence is wanted. O(limit · candidates · dimension).
 * @param lambda 1 looks at relevance alone, 0 at difference alone
 */
export function selectDiverse<T extends DiverseCandidate>(
  candidates: readonly T[],
  { limit, lambda }: { limit: number; lambda: number },
): T[] {
  const left = candidates.map((candidate) => ({ candidate, closest: 0 }));
  const taken: T[] = [];
  while (taken.length < limit && left.length > 0) {
    let best = 0;
    let highest = Number.NEGATIVE_INFINITY;
    left.forEach(({ candidate, closest }, index) => {
      const value = lambda * candidate.relevance - (1 - lambda) * closest;
      if (value > highest) [highest, best] = [value, index];
    });
    const [entry] = left.splice(best, 1);
    if (!entry) break;
    taken.push(entry.candidate);
    for (const other of left)
      other.closest = Math.max(other.closest, dotProduct(other.candidate.vector, entry.candidate.vector));
  }
  return taken;
}

/** Inner product; the cosine where both vectors have length 1. */
export function dotProduct(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += (left[i] ?? 0) * (right[i] ?? 0);
  return sum;
}
