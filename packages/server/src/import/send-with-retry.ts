import { RapportError } from "@rapport/contracts/errors";

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;

type RetryOptions = {
  /** Tries in all before the error is thrown. */
  maxAttempts: number;
  /** Waits; rejects when the import is stopped meanwhile. */
  pause: (ms: number) => Promise<void>;
  random: () => number;
};

/**
 * Calls `send` until it answers. Errors that say they are not retryable are thrown at once, all others (a network has no
 * code for "not reached") after `maxAttempts`. Waits as long as the server asks, else exponentially with full jitter.
 */
export async function sendWithRetry<Answer>(send: () => Promise<Answer>, options: RetryOptions): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (attempt >= options.maxAttempts || (error instanceof RapportError && !error.retryable)) throw error;
      await options.pause(pauseMs(attempt, error, options.random));
    }
  }
}

function pauseMs(attempt: number, error: unknown, random: () => number): number {
  const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
  const asked = error instanceof RapportError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
  // Jitter on top of what the server asked, so that its callers do not come back in the same moment.
  return asked + ceiling * random();
}
