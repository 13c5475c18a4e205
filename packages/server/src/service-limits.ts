import type { AdmissionLimits } from "@rapport/api/admission";
import type { QuotaOptions } from "@rapport/domain/usage/quota";
import { z } from "zod";
import type { BreakerLimits } from "./breaker.ts";

const count = (fallback: number) => z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).default(fallback);
const MIB = 1024 * 1024;

/** Every number that bounds what a process takes on, with its unit in its name. */
export const limitVariables = {
  /** Bytes of requests under way: bodies as they arrive and inflate, until they are answered. */
  RAPPORT_IN_FLIGHT_BYTES: count(64 * MIB),
  /** Under congestion the room above shrinks, but never below this; more than this that only waits is congestion. */
  RAPPORT_IN_FLIGHT_FLOOR_BYTES: count(MIB),
  /** Room of a process that has not seen load yet; it grows while it is used and answers come in time. */
  RAPPORT_IN_FLIGHT_FIRST_BYTES: count(16 * MIB),
  /** When even the fastest small request takes longer to answer, there is congestion. */
  RAPPORT_ACK_TARGET_MS: count(100),
  /** Mean delay of the event loop that is congestion, and the longest turn of it that takes requests. */
  RAPPORT_LOOP_DELAY_MS: count(250),
  /** Bytes on the log that may wait to be folded: some 15 minutes of the most that one process takes. */
  RAPPORT_BACKLOG_BYTES: count(8 * 1024 * MIB),
  /** Age that the oldest of them may reach. A store that is away for less costs nothing but freshness. */
  RAPPORT_BACKLOG_AGE_SECONDS: count(3_600),
  /** Longest Retry-After of a refusal. */
  RAPPORT_RETRY_AFTER_SECONDS: count(5),
  /** New events of a workspace on the free plan, by UTC day. */
  RAPPORT_FREE_EVENTS_PER_DAY: count(1_000),
  RAPPORT_FREE_EVENTS_PER_SECOND: count(10),
  RAPPORT_FREE_BURST_EVENTS: count(50),
  /** New events of a workspace on the pro plan, by UTC day. */
  RAPPORT_PRO_EVENTS_PER_DAY: count(100_000),
  RAPPORT_PRO_EVENTS_PER_SECOND: count(200),
  RAPPORT_PRO_BURST_EVENTS: count(1_000),
  /** How much of a day's quota a process leases at a time: this share of it, and at least so many events. */
  RAPPORT_LEASE_PERCENT: count(1),
  RAPPORT_LEASE_MIN_EVENTS: count(10),
  /** A lease that was not used for so long is given back. */
  RAPPORT_LEASE_IDLE_SECONDS: count(60),
  /** Reads that somebody waits for: longest statement; then the store counts as failing. */
  RAPPORT_READ_TIMEOUT_MS: count(5_000),
  /** Failures are counted over this window, from so many reads in it on; half of them failing opens the breaker. */
  RAPPORT_READ_WINDOW_MS: count(10_000),
  RAPPORT_READ_MIN_CALLS: count(20),
  RAPPORT_READ_FAILURE_PERCENT: count(50),
  /** Rest before one read tries the store again. */
  RAPPORT_READ_REST_MS: count(2_000),
  /** Reads under way at a time. */
  RAPPORT_READ_MAX_CALLS: count(64),
} as const;

const variablesSchema = z.object(limitVariables);

/** The limits of one process. */
export type ServiceLimits = { admission: AdmissionLimits; quota: QuotaOptions; reads: BreakerLimits };

/** Sorts the variables by who keeps to them. */
export function toServiceLimits(env: z.output<typeof variablesSchema>): ServiceLimits {
  return {
    admission: {
      inFlightBytes: env.RAPPORT_IN_FLIGHT_BYTES,
      inFlightFloorBytes: env.RAPPORT_IN_FLIGHT_FLOOR_BYTES,
      inFlightFirstBytes: env.RAPPORT_IN_FLIGHT_FIRST_BYTES,
      ackTargetMs: env.RAPPORT_ACK_TARGET_MS,
      loopDelayMs: env.RAPPORT_LOOP_DELAY_MS,
      backlogBytes: env.RAPPORT_BACKLOG_BYTES,
      backlogAgeMs: env.RAPPORT_BACKLOG_AGE_SECONDS * 1_000,
      retryAfterSeconds: env.RAPPORT_RETRY_AFTER_SECONDS,
    },
    quota: {
      plans: {
        free: {
          eventsPerDay: env.RAPPORT_FREE_EVENTS_PER_DAY,
          eventsPerSecond: env.RAPPORT_FREE_EVENTS_PER_SECOND,
          burstEvents: env.RAPPORT_FREE_BURST_EVENTS,
        },
        pro: {
          eventsPerDay: env.RAPPORT_PRO_EVENTS_PER_DAY,
          eventsPerSecond: env.RAPPORT_PRO_EVENTS_PER_SECOND,
          burstEvents: env.RAPPORT_PRO_BURST_EVENTS,
        },
      },
      lease: {
        percent: env.RAPPORT_LEASE_PERCENT,
        minEvents: env.RAPPORT_LEASE_MIN_EVENTS,
        idleMs: env.RAPPORT_LEASE_IDLE_SECONDS * 1_000,
      },
    },
    reads: {
      timeoutMs: env.RAPPORT_READ_TIMEOUT_MS,
      windowMs: env.RAPPORT_READ_WINDOW_MS,
      minCalls: env.RAPPORT_READ_MIN_CALLS,
      failurePercent: env.RAPPORT_READ_FAILURE_PERCENT,
      restMs: env.RAPPORT_READ_REST_MS,
      maxCalls: env.RAPPORT_READ_MAX_CALLS,
    },
  };
}

/** The limits of a process that sets none. */
export function defaultLimits(): ServiceLimits {
  return toServiceLimits(variablesSchema.parse({}));
}
