import type { Step } from "./read-step.ts";

/** What waits to be folded: log values, their bytes as far as can be guessed, and how long the oldest has waited. */
export type Backlog = { values: number; bytes: number; ageMs: number };

/** Knows how much the projector has before it from the steps that it reads: looking at each partition would cost 64 reads. */
export class BacklogMeter {
  #meanBytes = 0;
  /** Since when the oldest event of the step under way has waited. */
  #oldestMs: number | undefined;
  /** When the projector was last seen with nothing to do, or began. */
  #behindSinceMs: number | undefined;

  /** Takes note of the step that is folded next. An event counts from when it could be folded: a replayed one is not late. */
  note({ oldestMs, meanBytes }: Step & { meanBytes: number }, nowMs: number): void {
    if (meanBytes > 0) this.#meanBytes = meanBytes;
    if (oldestMs === undefined) this.#behindSinceMs = undefined;
    else this.#behindSinceMs ??= nowMs;
    this.#oldestMs = oldestMs === undefined ? undefined : Math.max(oldestMs, this.#behindSinceMs ?? nowMs);
  }

  /** Bytes are the waiting values times the mean size of those read last; the age is 0 when no step is under way. */
  measure(values: number, nowMs: number): Backlog {
    const ageMs = this.#oldestMs === undefined ? 0 : Math.max(0, nowMs - this.#oldestMs);
    return { values, bytes: Math.round(values * this.#meanBytes), ageMs };
  }
}
