import type { TrackingMessage } from "@rapport/contracts/messages";
import type { Environment } from "./environment.ts";
import { newMessageId } from "./new-message-id.ts";

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
 */
export function buildMessage(
  environment: Environment,
  fields: TrackingMessage,
  options: MessageOptions = {},
): OutgoingMessage {
  return {
    ...fields,
    messageId: options.messageId || newMessageId(environment),
    originalTimestamp: formatTime(options.timestamp, environment.now()),
  };
}

/** RFC 3339 in UTC. A time that cannot be read becomes the time of the call: the event is worth more than its clock. */
function formatTime(time: Date | string | number | undefined, nowMs: number): string {
  const date = new Date(time ?? nowMs);
  return (Number.isNaN(date.getTime()) ? new Date(nowMs) : date).toISOString();
}
