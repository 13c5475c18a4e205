import { z } from "zod";

/** Bounds of live streams. */
export const LIVE_LIMITS = {
  /** Channels of one stream. */
  channels: 20,
  /** Life of a token, seconds: unless said, and at most. */
  tokenSeconds: 600,
  maxTokenSeconds: 3_600,
  /** Characters that wait for one slow reader: with a token, and with a secret key. Beyond, it is disconnected as `too_slow`. */
  waitingChars: 1024 * 1024,
  trustedWaitingChars: 8 * 1024 * 1024,
  /** Between two notices of one channel, ms: what changes meanwhile is one notice. */
  noticeMs: 250,
  /** Between two signs of life of an idle stream, ms. */
  heartbeatMs: 15_000,
} as const;

/**
 * What a stream tells of. `events`: all events and rejected messages of the project. `person:<id>`: events of one person, by
 * user id, anonymous id or profile id. `segment:<id>`: who enters and leaves it. `device:<anonymousId>`: that something changed
 * for the person of a device, and nothing of what it was: recommendations for them are to be asked for again.
 */
export const liveChannelSchema = z
  .string()
  .max(300)
  .regex(
    // Without flags: the OpenAPI document cannot say them.
    /^(events|(person|segment|device):.{1,255})$/,
    "must be events, person:<id>, segment:<id> or device:<anonymousId>",
  );

/** Body of `POST /api/v1/stream/token`. */
export const streamTokenRequestSchema = z.object({
  /** What the bearer may follow. A write key may ask for its own device only: leave it out and name `anonymousId`. */
  channels: z.array(liveChannelSchema).min(1).max(LIVE_LIMITS.channels).optional(),
  /** The device whose person is followed: the channel `device:<anonymousId>`. */
  anonymousId: z.string().min(1).max(255).optional(),
  /** Life of the token; a stream ends with it, and goes on with a new one after its last id. */
  ttlSeconds: z.number().int().min(10).max(LIVE_LIMITS.maxTokenSeconds).default(LIVE_LIMITS.tokenSeconds),
});

export const streamTokenSchema = z.object({
  /** Opens `GET /api/v1/stream?token=` (server-sent events) and `/ws/realtime?token=` (WebSocket). */
  token: z.string(),
  channels: z.array(z.string()),
  expiresAt: z.string(),
});

/** Why the server ended a stream; `done`: there is nothing more to come. */
export const LIVE_ENDS = ["too_slow", "expired", "revoked", "closing", "done"] as const;
export type LiveEnd = (typeof LIVE_ENDS)[number];

/**
 * Messages of a stream besides events and rejected ones (`liveMessageSchema`). `changed`: something happened in a channel that
 * tells no more. `end`: the last message; as a server-sent event it is of the type `end`.
 */
export const liveNoticeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("changed"), channel: z.string() }),
  z.object({ kind: z.literal("end"), reason: z.enum(LIVE_ENDS) }),
]);
export type LiveNotice = z.infer<typeof liveNoticeSchema>;
