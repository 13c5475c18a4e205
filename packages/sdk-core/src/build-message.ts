import type { TrackingMessage } from "@rapport/contracts/messages";
import { attempt } from "./attempt.ts";

/** What a caller may say about one message beside its content. */
export type MessageOptions = {
  /** When it happened, if not now. */
  timestamp?: Date | string | number | undefined;
  /** De-duplication key; give it to make a call idempotent over restarts of your process. */
  messageId?: string | undefined;
  /** Merged over the context that the client collects. */
  context?: Record<string, unknown> | undefined;
};

/** A message that is ready to be queued. */
export type OutgoingMessage = TrackingMessage & { messageId: string };

/**
 * Completes a message at the moment of the call: id and original time. The ids of the person must already be in
 * `fields`, so that a later `identify` cannot change whom an earlier event belongs to.
 * @param nowMs time of the call
 * @param id its messageId, unless the caller gives one
 */
export const buildMessage = (
  fields: TrackingMessage,
  options: MessageOptions,
  nowMs: number,
  id: string,
): OutgoingMessage => ({
  ...fields,
  messageId: options.messageId || id,
  originalTimestamp: formatTime(options.timestamp ?? nowMs) ?? formatTime(nowMs),
});

/** RFC 3339 in UTC. A time that cannot be read becomes the time of the call: the event is worth more than its clock. */
const formatTime = (time: Date | string | number) => attempt(() => new Date(time).toISOString());
