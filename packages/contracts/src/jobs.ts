import { z } from "zod";

/**
 * State of a job. `waiting`: its time or a free worker has not come yet. `retrying`: an attempt failed and the next one waits for
 * its time. `running`: a worker holds it. The other three are ends; a failed or cancelled job can be started again.
 */
export const JOB_STATES = ["waiting", "running", "retrying", "completed", "failed", "cancelled"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Bounds of what a job keeps. */
export const JOB_LIMITS = {
  /** Input, checkpoint and result as JSON, bytes each. */
  jsonBytes: 256 * 1024,
  /** Key, characters. */
  keyLength: 255,
  /** Note of the progress and error, characters each. */
  textLength: 2_000,
  /** Days that jobs are kept for after their end. */
  keptDays: 30,
} as const;

/** How far a job is, as it last said. */
export const jobProgressSchema = z.object({
  done: z.number(),
  /** Null while the job does not know how much there is to do. */
  total: z.number().nullable(),
  note: z.string(),
});
export type JobProgress = z.infer<typeof jobProgressSchema>;

/** One piece of work in the background. */
export const jobSchema = z.object({
  id: z.string(),
  /** What kind of work it is, `<thing>-<verb>`. */
  name: z.string(),
  state: z.enum(JOB_STATES),
  /** What makes it the same job when it is asked for again; null = every request is a job of its own. */
  key: z.string().nullable(),
  input: z.unknown(),
  progress: jobProgressSchema.nullable(),
  /** How often a worker has taken it up. */
  attempts: z.number().int(),
  /** Failed attempts after which it is given up. */
  maxAttempts: z.number().int(),
  /** Of the last attempt that failed. */
  error: z.string().nullable(),
  /** What it answered; null until it is completed. */
  result: z.unknown(),
  /** Id of a key, `console` or `system`. */
  requestedBy: z.string(),
  createdAt: z.string(),
  /** When the next attempt may begin. */
  runAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export const jobPageSchema = z.object({ data: z.array(jobSchema), nextCursor: z.string().nullable() });
