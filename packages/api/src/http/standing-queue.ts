/** Ticks over which the least time of an answer is remembered: 10 s of ticks of 50 ms. */
const WINDOW_TICKS = 200;
/** Ticks at the start of a window in which the least time is looked for. */
const PROBE_TICKS = 3;
/** Up to here the time of an answer is the scheduler's noise, and no queue. */
const NOISE_MS = 15;

/**
 * Tells how much of what is under way only waits: what is above the product of the rate and the time of an answer that waits
 * for nobody (TCP Vegas, Brakmo and Peterson 1995). That time is the least of the last windows; as load that lasts would
 * hide it, each window begins with a few ticks in which little is to be taken (ProbeRTT of BBR, Cardwell et al. 2016). It is
 * the machine's own, so that a slow disk is not taken for load.
 */
export class StandingQueue {
  #tick = 0;
  #leastMs = Number.POSITIVE_INFINITY;
  #windowMs = Number.POSITIVE_INFINITY;

  /** Whether as little as possible is to be taken now. */
  get isProbing(): boolean {
    return this.#tick % WINDOW_TICKS < PROBE_TICKS;
  }

  /**
   * One tick has passed.
   * @param fastestMs time of its fastest answer; undefined when there was none
   * @param underWayBytes the most that was under way in it
   * @returns bytes of these that only waited
   */
  measure(fastestMs: number | undefined, underWayBytes: number): number {
    this.#tick += 1;
    if (fastestMs !== undefined) {
      this.#windowMs = Math.min(this.#windowMs, fastestMs);
      this.#leastMs = Math.min(this.#leastMs, fastestMs);
    }
    if (this.#tick % WINDOW_TICKS === 0 && this.#windowMs < Number.POSITIVE_INFINITY) {
      this.#leastMs = this.#windowMs;
      this.#windowMs = Number.POSITIVE_INFINITY;
    }
    if (fastestMs === undefined || fastestMs <= 0) return 0;
    return Math.max(0, underWayBytes * (1 - Math.max(this.#leastMs, NOISE_MS) / fastestMs));
  }
}
