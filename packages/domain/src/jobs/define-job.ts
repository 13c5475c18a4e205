import type { z } from "zod";
import type { AgentGraphCards } from "../agents/agent-graph-card.ts";

/** A kind of work in the background: what it takes, how often it is tried, how long it may take. */
export type JobDefinition<I = unknown> = {
  /** `<thing>-<verb>`, as it is shown and stored. */
  name: string;
  /** What the input must be, checked when it is asked for and again before each attempt: a newer version may read it. */
  input: z.ZodType<I>;
  /** Jobs of this name that one process runs at once. */
  concurrency: number;
  /** Times that a failed attempt is repeated, after a jittered pause that doubles each time. */
  retries: number;
  /** Pause before the first repetition, seconds. */
  retryDelaySeconds: number;
  /** Longest pause, seconds. */
  retryDelayMaxSeconds: number;
  /** Time of one attempt; then its signal is aborted and the attempt has failed. */
  timeoutMs: number;
  /** UTC cron expression (five fields): a job for each project at these times, one whatever the number of servers. Input `{}`. */
  cron?: string;
  /** A trigger that starts it adds what was crossed to the input, as `crossing`. */
  takesCrossing: boolean;
  /** Throws a RapportError naming what of an input cannot work on this server, before a trigger keeps it. */
  check?(services: { graphs: AgentGraphCards }, input: I): void;
  /** It leaves no trace once it is completed: for work that keeps a log of its own. */
  quiet: boolean;
};

const DEFAULTS = {
  concurrency: 1,
  retries: 3,
  retryDelaySeconds: 2,
  retryDelayMaxSeconds: 600,
  timeoutMs: 15 * 60_000,
  quiet: false,
  takesCrossing: false,
};

/** Defines a kind of job; what is not said is one at a time, three repetitions, fifteen minutes. */
export function defineJob<I>(
  definition: Pick<JobDefinition<I>, "name" | "input"> & Partial<JobDefinition<I>>,
): JobDefinition<I> {
  return { ...DEFAULTS, ...definition };
}
