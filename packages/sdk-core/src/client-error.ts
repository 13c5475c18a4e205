import type { RejectedMessage } from "@rapport/contracts/messages";

/**
 * What a client reports to `onError`; nothing is lost in silence.
 * - `value_left_out`: an event held a value JSON cannot carry; the rest of it was queued
 * - `event_too_large`: the event was not queued
 * - `queue_full`: events were dropped by the overflow policy
 * - `event_rejected`: the server refused one event of a batch; `rejected` says why
 * - `batch_refused`: the server refused the whole request for good (4xx); its events are dropped
 * - `delivery_delayed`: the server or the network fails; events wait and are tried again. Once per outage
 * - `not_delivered`: the client was closed while events were still waiting
 * - `request_failed`: a question (recommendations) got no answer
 * - `spool_failed`: the disk takes no events (they are kept in memory only), or gave back a damaged one
 * - `call_failed`: a call of the host application could not be carried out
 */
export type ClientErrorCode =
  | "value_left_out"
  | "event_too_large"
  | "queue_full"
  | "event_rejected"
  | "batch_refused"
  | "delivery_delayed"
  | "not_delivered"
  | "request_failed"
  | "spool_failed"
  | "call_failed";

/** One thing that went wrong, and the messages it concerns. */
export type ClientError = {
  code: ClientErrorCode;
  message: string;
  messageIds: string[];
  /** HTTP status, when a server answered. */
  status?: number;
  rejected?: RejectedMessage;
  cause?: unknown;
};

/** Receives every problem of a client. May throw: the client goes on. */
export type ErrorReporter = (error: ClientError) => void;
