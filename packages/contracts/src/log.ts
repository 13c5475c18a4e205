import type { MessageType } from "./messages.ts";

/** A validated message as it stands in the event log: ids cleaned, times settled, everything else as sent. */
export type LoggedEvent = {
  type: MessageType;
  messageId: string;
  anonymousId: string | undefined;
  userId: string | undefined;
  /** Event name of a track, page or screen name, or the type itself. */
  name: string;
  /** Corrected time of the call, ms since the epoch. */
  timestampMs: number;
  originalTimestampMs: number;
  sentAtMs: number | undefined;
  receivedAtMs: number;
  /** The message as it was sent, without the ids and times above. */
  payload: Record<string, unknown>;
};

/** What came with the request and is the same for all its messages. */
export type LogBatch = {
  projectId: string;
  /** True when a secret key signed the request: only then may two identified people be joined. */
  trusted: boolean;
  /** Truncated address (IPv4 /24, IPv6 /48) of the sender, if known. */
  ip: string | undefined;
  userAgent: string | undefined;
  events: LoggedEvent[];
};

/** Logical partitions of every event log, fixed for life: the place of a person must never move. */
export const PARTITION_COUNT = 64;

/** Lane of those who send more than a person does (robots, a whole back end under one id): nobody else waits behind them. */
export const OVERFLOW_PARTITION = PARTITION_COUNT - 1;
