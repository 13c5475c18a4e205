import { z } from "zod";
import { errorCodeSchema } from "./errors.ts";
import { MESSAGE_TYPES, rejectedMessageSchema } from "./messages.ts";

/** A stored event as the product API and the console show it. */
export const storedEventSchema = z.object({
  messageId: z.string(),
  /** Order of arrival in the store; also the cursor. */
  seq: z.number().int(),
  type: z.enum(MESSAGE_TYPES),
  name: z.string(),
  profileId: z.string(),
  anonymousId: z.string().nullable(),
  userId: z.string().nullable(),
  sessionId: z.string().nullable(),
  timestamp: z.string(),
  originalTimestamp: z.string(),
  sentAt: z.string().nullable(),
  receivedAt: z.string(),
  /** The message as sent, without ids and times. */
  payload: z.record(z.string(), z.unknown()),
  /** What the pipeline read from it: device, campaign, referrer. */
  enrichment: z.record(z.string(), z.unknown()),
});
export type StoredEvent = z.infer<typeof storedEventSchema>;

export const eventPageSchema = z.object({ data: z.array(storedEventSchema), nextCursor: z.string().nullable() });

/** One message of the live stream (`GET /api/v1/stream`). */
export const liveMessageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("event"), event: storedEventSchema }),
  z.object({ kind: z.literal("rejected"), receivedAt: z.string(), rejected: rejectedMessageSchema, body: z.string() }),
  /** A request with a key of the project that was refused as a whole: no message of it is told of by itself. */
  z.object({ kind: z.literal("refused"), receivedAt: z.string(), code: errorCodeSchema, message: z.string() }),
]);
export type LiveMessage = z.infer<typeof liveMessageSchema>;
