import { z } from "zod";
import { durabilitySchema } from "./durability.ts";
import { problemSchema, rejectCodeSchema } from "./errors.ts";
import { LIMITS } from "./limits.ts";

/** The six message types of the Segment tracking specification. */
export const MESSAGE_TYPES = ["track", "identify", "page", "screen", "group", "alias"] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

const id = z.union([z.string().max(LIMITS.idLength), z.number()]).nullish();
const time = z.union([z.string(), z.number()]).nullish();
const object = z.record(z.string(), z.unknown()).nullish();

const common = {
  messageId: id,
  anonymousId: id,
  userId: id,
  timestamp: time,
  originalTimestamp: time,
  sentAt: time,
  context: object,
  integrations: object,
};

/** A user did something. */
const trackSchema = z.looseObject({
  ...common,
  type: z.literal("track").optional(),
  event: z.string().min(1).max(LIMITS.eventNameLength),
  properties: object,
});
/** Tie a user to traits. */
const identifySchema = z.looseObject({ ...common, type: z.literal("identify").optional(), traits: object });
/** A page of a site was seen. */
const pageSchema = z.looseObject({
  ...common,
  type: z.literal("page").optional(),
  name: z.string().max(LIMITS.eventNameLength).nullish(),
  category: z.string().max(LIMITS.eventNameLength).nullish(),
  properties: object,
});
/** A screen of an application was seen. */
const screenSchema = pageSchema.extend({ type: z.literal("screen").optional() });
/** Tie a user to a group. */
const groupSchema = z.looseObject({
  ...common,
  type: z.literal("group").optional(),
  groupId: z.union([z.string().min(1).max(LIMITS.idLength), z.number()]),
  traits: object,
});
/** Two ids are the same person. */
const aliasSchema = z.looseObject({
  ...common,
  type: z.literal("alias").optional(),
  previousId: z.union([z.string().min(1).max(LIMITS.idLength), z.number()]),
});

export const MESSAGE_SCHEMAS = {
  track: trackSchema,
  identify: identifySchema,
  page: pageSchema,
  screen: screenSchema,
  group: groupSchema,
  alias: aliasSchema,
} as const satisfies Record<MessageType, z.ZodType>;

/** Any message as a client may send it; `type` comes from the field or from the route. */
export type TrackingMessage = {
  type: MessageType;
  messageId?: string | undefined;
  anonymousId?: string | undefined;
  userId?: string | undefined;
  event?: string | undefined;
  name?: string | undefined;
  category?: string | undefined;
  groupId?: string | undefined;
  previousId?: string | undefined;
  properties?: Record<string, unknown> | undefined;
  traits?: Record<string, unknown> | undefined;
  context?: Record<string, unknown> | undefined;
  integrations?: Record<string, unknown> | undefined;
  timestamp?: string | undefined;
  originalTimestamp?: string | undefined;
  sentAt?: string | undefined;
};

/** Body of `/v1/batch` and `/v1/import`. Messages are checked one by one, never all or nothing. */
export const batchSchema = z.looseObject({
  batch: z.array(z.unknown()),
  sentAt: time,
  context: object,
  writeKey: z.string().optional(),
});

export const rejectedMessageSchema = z.object({
  /** Place in the batch, from 0. */
  index: z.number().int(),
  messageId: z.string().nullable(),
  code: rejectCodeSchema,
  /** JSON pointer (RFC 6901) into the message. */
  path: z.string(),
  message: z.string(),
});
export type RejectedMessage = z.infer<typeof rejectedMessageSchema>;

export const trackingAnswerSchema = z.object({
  success: z.literal(true),
  /** Messages that are as durable now as `durability` says, duplicates not counted. */
  accepted: z.number().int(),
  /** Messages whose messageId stood earlier in the same batch, or that are known to be on disk from an earlier one. */
  duplicates: z.number().int(),
  rejected: z.array(rejectedMessageSchema),
  /** Opaque position; pass it as `after` to read your own writes. */
  offset: z.string(),
  /** How far profiles and recommendations are behind: the age of the oldest event that is being folded now, ms. */
  lagMs: z.number().int(),
  /** What the accepted messages survive from now on. */
  durability: durabilitySchema,
});
export type TrackingAnswer = z.infer<typeof trackingAnswerSchema>;

/**
 * Answer to a request of which a quota refused at least one message. What is accepted is on disk: send the whole request
 * again after `Retry-After`, with the same messageIds; copies are dropped and cost nothing.
 */
export const quotaProblemSchema = problemSchema.extend({
  /** Bound that was reached: events by day, or the burst. */
  limit: z.number(),
  /** Events that the bound still allows. */
  remaining: z.number().int(),
  /** When it allows the next ones, RFC 3339. */
  resetAt: z.string(),
  accepted: z.number().int(),
  duplicates: z.number().int(),
  rejected: z.array(rejectedMessageSchema),
  offset: z.string(),
});
