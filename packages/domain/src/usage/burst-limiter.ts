/**
 * Generic cell rate algorithm (ITU-T I.371, as in "leaky bucket as a meter"), counting in events: `burst` may come at
 * once, then `perSecond`. Holds one number; a moment of silence earns back what it would have earned in a bucket.
 */
export class BurstLimiter {
  readonly #intervalMs: number;
  readonly #burst: number;
  /** Theoretical arrival time of the next event that would come exactly at the rate. */
  #arrivalMs = 0;

  constructor(perSecond: number, burst: number) {
    this.#intervalMs = 1_000 / perSecond;
    this.#burst = burst;
  }

  /** Events that may come now. */
  available(nowMs: number): number {
    const ahead = Math.max(0, this.#arrivalMs - nowMs);
    // The hair takes up what division leaves behind the point.
    return Math.max(0, Math.floor(this.#burst - ahead / this.#intervalMs + 1e-6));
  }

  /** Counts events that came. */
  spend(events: number, nowMs: number): void {
    this.#arrivalMs = Math.max(this.#arrivalMs, nowMs) + events * this.#intervalMs;
  }

  /** Time until so many events may come, ms; for more than the burst, until the whole burst may. */
  waitMs(events: number, nowMs: number): number {
    const ahead = Math.max(0, this.#arrivalMs - nowMs);
    return Math.max(0, ahead - (this.#burst - Math.min(events, this.#burst)) * this.#intervalMs);
  }
}
