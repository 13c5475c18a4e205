import { z } from "zod";
import { rejectCodeSchema } from "./errors.ts";

/** Limits of what is kept of rejected messages: whoever owns the public key can send any number. */
export const REJECTED_LIMITS = {
  /** Samples of one project and day. */
  samplesPerDay: 1_000,
  /** Samples of one code, project and day: one broken client must not hide the others. */
  samplesPerCode: 200,
  /** Kept of one message, bytes of its JSON. */
  sampleBytes: 4 * 1024,
  /** Days that samples and counts are kept. */
  keptDays: 14,
} as const;

/** A message that was rejected at the door, as a sample. */
export const rejectedSampleSchema = z.object({
  id: z.number().int(),
  receivedAt: z.string(),
  code: rejectCodeSchema,
  /** JSON pointer (RFC 6901) into the message: the field at fault. */
  pointer: z.string(),
  /** What is wrong and what to do. */
  message: z.string(),
  messageId: z.string().nullable(),
  /** The message as JSON, its first 4 KB. */
  payload: z.string(),
  /** True when the payload was longer. */
  truncated: z.boolean(),
});
export type RejectedSample = z.infer<typeof rejectedSampleSchema>;

/** How many messages were rejected for one reason on one UTC day; exact, samples or not. */
export const rejectedCountSchema = z.object({ day: z.string(), code: rejectCodeSchema, count: z.number().int() });

export type RejectedCount = z.infer<typeof rejectedCountSchema>;

export const rejectedPageSchema = z.object({
  data: z.array(rejectedSampleSchema),
  counts: z.array(rejectedCountSchema),
  nextCursor: z.string().nullable(),
});
export type RejectedPage = z.infer<typeof rejectedPageSchema>;
