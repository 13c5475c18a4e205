import { z } from "zod";

/** An accepted event that could not be applied, kept with its error until a replay stores it. */
export const deadLetterSchema = z.object({
  id: z.number().int(),
  messageId: z.string(),
  type: z.string(),
  name: z.string(),
  /** SQLSTATE of the database's refusal, or `unexplained`. */
  code: z.string(),
  /** The last error, in the database's words. */
  reason: z.string(),
  /** How often it was tried, the first time counted. */
  attempts: z.number().int(),
  /** When it failed last. */
  failedAt: z.string(),
  /** When it was put back on the log last; null = never. */
  replayedAt: z.string().nullable(),
  receivedAt: z.string().nullable(),
  /** The event as it stood on the log. */
  event: z.record(z.string(), z.unknown()),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;

export const deadLetterPageSchema = z.object({ data: z.array(deadLetterSchema), nextCursor: z.string().nullable() });

/** Dead letters in one replay request. */
export const REPLAY_LIMIT = 500;

/** Body of `POST /api/v1/events/dead/replay`. */
export const replayRequestSchema = z.object({
  /** Only what failed last at this time or later, RFC 3339. */
  since: z.iso.datetime({ offset: true }).optional(),
  /** Only this error code. */
  code: z.string().max(50).optional(),
  /** Goes on after the `nextCursor` of the answer before. */
  cursor: z.number().int().min(0).optional(),
  limit: z.number().int().min(1).max(REPLAY_LIMIT).default(REPLAY_LIMIT),
  /** Counts what would be replayed, and does nothing. */
  dryRun: z.boolean().default(false),
});
export type ReplayRequest = z.infer<typeof replayRequestSchema>;

/** What became of the dead letters of one replay. */
export const replayAnswerSchema = z.object({
  /** Put back on the log, or with `dryRun` those that would be. */
  replayed: z.number().int(),
  /** Stored now, and no dead letters any more. */
  stored: z.number().int(),
  /** Failed once more; each keeps its new error. */
  failed: z.number().int(),
  /** Still on their way when the wait was over; they are stored or fail by themselves. */
  pending: z.number().int(),
  /** More match: pass it as `cursor`. */
  nextCursor: z.number().int().nullable(),
});
export type ReplayAnswer = z.infer<typeof replayAnswerSchema>;
