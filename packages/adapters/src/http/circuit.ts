/** Failures in a row that open the circuit, and how long it stays so. */
const MAX_FAILURES = 5;
const REST_MS = 30_000;

/** Keeps requests from a service that does not answer. */
export type Circuit = {
  /** Milliseconds until the next request may try; 0: now. */
  restMs: () => number;
  note: (isAnswered: boolean) => void;
};

/**
 * A breaker that counts failures in a row. Only silence and 5xx count: a refusal is an answer. When the rest is over, requests try
 * again, and the next failure opens it at once.
 */
export function createCircuit(now: () => number): Circuit {
  let failures = 0;
  let openUntil = 0;
  return {
    restMs: () => Math.max(0, openUntil - now()),
    note: (isAnswered) => {
      failures = isAnswered ? 0 : failures + 1;
      if (failures >= MAX_FAILURES) openUntil = now() + REST_MS;
      if (isAnswered) openUntil = 0;
    },
  };
}
