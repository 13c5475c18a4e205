import type { Environment } from "./environment.ts";

export type CircuitOptions = {
  environment: Pick<Environment, "now" | "random">;
  /** Longest wait after the first failure, milliseconds; doubles with each further one. */
  retryBaseMs: number;
  /** Longest wait of all, milliseconds. */
  retryMaxMs: number;
};

/**
 * Decides when a request may leave. One for all batches of a client: while the server fails, one request at a time
 * probes it, however many batches wait. Waits use full jitter, uniform in [0, min(max, base · 2ⁿ)), which spreads
 * clients better than a share of jitter (Brooker, "Exponential Backoff and Jitter", AWS 2015).
 */
export class Circuit {
  readonly #options: CircuitOptions;
  #failures = 0;
  #retryAtMs = 0;
  #askedByServer = false;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  /** True after a failure, until an answer closes the circuit. */
  get probing(): boolean {
    return this.#failures > 0;
  }

  /** Milliseconds until a request may leave; 0 when it may now. */
  waitMs(): number {
    return Math.max(0, this.#retryAtMs - this.#options.environment.now());
  }

  succeed(): void {
    this.#failures = 0;
    this.hurry();
  }

  /** @param retryAfterMs wait that the server asked for, if it did */
  fail(retryAfterMs?: number): void {
    const { environment, retryBaseMs, retryMaxMs } = this.#options;
    const nowMs = environment.now();
    const elapsed = nowMs >= this.#retryAtMs;
    const asked = retryAfterMs !== undefined;
    // Requests that left together and fail together are one failure, not several.
    if (elapsed || !this.probing) this.#failures++;
    this.#askedByServer = asked || (this.#askedByServer && !elapsed);
    const spreadMs = asked ? retryBaseMs : Math.min(retryMaxMs, retryBaseMs * 2 ** (this.#failures - 1));
    this.#retryAtMs = Math.max(this.#retryAtMs, nowMs + (retryAfterMs ?? 0) + environment.random() * spreadMs);
  }

  /** Ends a wait of our own choice, for a flush or a network that came back. A wait that the server asked for stays. */
  hurry(): void {
    if (!this.#askedByServer) this.#retryAtMs = 0;
  }
}
