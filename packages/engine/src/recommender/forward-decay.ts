/**
 * Forward decay (Cormode, Shkapenyuk, Srivastava and Xu, "Forward decay: a practical time decay model for streaming
 * systems", ICDE 2009) with exponential growth: an event at time t is added with weight 2^((t − landmark) / halfLife),
 * and nothing that is stored has to change as time passes. Sums are comparable with one another as they are; to read
 * one in units of events today, multiply by `presentFactor`. Late events need no special care.
 */
export type ForwardDecay = { readonly halfLifeMs: number; landmarkMs: number | undefined };

/** Half-lives after which sums are rescaled: 2⁶⁴ times a million events still fits a 32-bit float (2¹²⁸). */
const REBASE_HALF_LIVES = 64;
/** Events this old weigh nothing beside any other; the bound keeps weights away from subnormal numbers. */
const OLDEST_HALF_LIVES = -60;

/** A decay that takes the time of its first event as its landmark. */
export function createForwardDecay(halfLifeMs: number): ForwardDecay {
  return { halfLifeMs, landmarkMs: undefined };
}

/**
 * Moves the landmark when `timestampMs` is too far ahead of it.
 * @returns the factor to multiply every stored sum with; 1 nearly always
 */
export function advanceLandmark(decay: ForwardDecay, timestampMs: number): number {
  if (decay.landmarkMs === undefined) {
    decay.landmarkMs = timestampMs;
    return 1;
  }
  const elapsed = (timestampMs - decay.landmarkMs) / decay.halfLifeMs;
  if (elapsed <= REBASE_HALF_LIVES) return 1;
  decay.landmarkMs = timestampMs;
  return 2 ** -elapsed;
}

/** Weight to add for an event; call `advanceLandmark` with the same time before. */
export function growthAt(decay: ForwardDecay, timestampMs: number): number {
  const elapsed = (timestampMs - (decay.landmarkMs ?? timestampMs)) / decay.halfLifeMs;
  return 2 ** Math.max(elapsed, OLDEST_HALF_LIVES);
}

/** Factor from stored sums to units of events at `nowMs`; bounded, so that no clock can make it infinite. */
export function presentFactor(decay: ForwardDecay, nowMs: number): number {
  const elapsed = (nowMs - (decay.landmarkMs ?? nowMs)) / decay.halfLifeMs;
  return 2 ** -Math.min(Math.max(elapsed, -REBASE_HALF_LIVES), 1000);
}
