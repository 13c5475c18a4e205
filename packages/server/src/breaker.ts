import { RapportError } from "@rapport/contracts/errors";
import CircuitBreaker from "opossum";

/** When a dependency counts as away, and how it is tried again. */
export type BreakerLimits = {
  /** Longest that one call may take. */
  timeoutMs: number;
  /** Calls are counted over this window. */
  windowMs: number;
  /** Fewer calls in the window say nothing. */
  minCalls: number;
  /** Share of failures that opens, 0–100. */
  failurePercent: number;
  /** Rest before one call may try again. */
  restMs: number;
  /** Calls under way at a time; more are refused, so that one slow dependency cannot hold every request. */
  maxCalls: number;
};

export type BreakerState = "closed" | "half_open" | "open";

/** A guard around one dependency. */
export type Breaker = {
  /** @throws RapportError unavailable when it is open, full or late; else what the call throws */
  run: <T>(call: () => Promise<T>) => Promise<T>;
  state: () => BreakerState;
  close: () => void;
};

/** Codes of the library for a call that was not let through, and one that took too long. */
const REFUSALS: Record<string, string> = {
  EOPENBREAKER: "does not answer at the moment",
  ESEMLOCKED: "has too many calls under way",
  ETIMEDOUT: "does not answer in time",
};

/**
 * A circuit breaker with a bulkhead. The one place that knows the library.
 * @param what names the dependency in errors, e.g. "The store"
 * @param isFailure which errors speak against the dependency; others are the caller's and count as answers
 */
export function createBreaker(what: string, limits: BreakerLimits, isFailure: (error: unknown) => boolean): Breaker {
  const circuit = new CircuitBreaker((call: () => Promise<unknown>) => call(), {
    timeout: limits.timeoutMs,
    rollingCountTimeout: limits.windowMs,
    rollingCountBuckets: 10,
    volumeThreshold: limits.minCalls,
    errorThresholdPercentage: limits.failurePercent,
    resetTimeout: limits.restMs,
    capacity: limits.maxCalls,
    // A full bulkhead is this process' own load; a call that was too late speaks against the dependency.
    errorFilter: (error) => codeOf(error) !== "ETIMEDOUT" && !isFailure(error),
  });
  return {
    run: async <T>(call: () => Promise<T>) => {
      try {
        return (await circuit.fire(call)) as T; // as: the circuit answers what the call answers
      } catch (error) {
        throw translate(what, error);
      }
    },
    state: () => (circuit.opened ? "open" : circuit.halfOpen ? "half_open" : "closed"),
    close: () => circuit.shutdown(),
  };
}

function codeOf(error: unknown): string {
  return String(Reflect.get(Object(error), "code"));
}

function translate(what: string, cause: unknown): unknown {
  const reason = REFUSALS[codeOf(cause)];
  return reason === undefined ? cause : new RapportError("unavailable", `${what} ${reason}; try again`, { cause });
}
