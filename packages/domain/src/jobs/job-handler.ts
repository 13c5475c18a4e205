import type { JobProgress } from "@rapport/contracts/jobs";
import type { Context } from "../context.ts";
import type { JobDefinition } from "./define-job.ts";

/** What a handler gets of the job that it runs. */
export type RunningJob<I> = {
  id: string;
  input: I;
  /** Counts from 1; resumed and repeated ones included. */
  attempt: number;
  /** Where an earlier attempt left off; undefined on a first one. It was written by this code or an older version: parse it. */
  checkpoint: unknown;
  /**
   * Aborted when the time is up, when the job was cancelled or taken by another worker, and when the process ends: the handler
   * then stops at its next checkpoint. What it still writes is refused.
   */
  signal: AbortSignal;
  /** Says how far it is. Written at most every half second, the last word always. */
  report(progress: Partial<JobProgress>): void;
  /** Keeps where a later attempt is to go on; resolves when it is stored. @throws when the job is no longer this attempt's */
  saveCheckpoint(value: unknown): Promise<void>;
};

/** A definition and what does the work. The answer, as JSON, is the job's result. */
export type JobHandler = {
  definition: JobDefinition;
  run: (ctx: Context, job: RunningJob<unknown>) => Promise<unknown>;
};

/** Ties the work to its definition. */
export function handleJob<I>(
  definition: JobDefinition<I>,
  run: (ctx: Context, job: RunningJob<I>) => Promise<unknown>,
): JobHandler {
  // as: the runner parses the input by this definition before it calls, so it is an I
  return { definition, run: (ctx, job) => run(ctx, job as RunningJob<I>) };
}

/** Thrown by a handler for which another attempt cannot help: the job fails at once. */
export class JobRefused extends Error {
  override readonly name = "JobRefused";
}

/** Thrown by a handler of a process that ends: the job goes back as it is, and is not counted as tried. */
export class JobReturned extends Error {
  override readonly name = "JobReturned";
}
