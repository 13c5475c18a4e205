import type { MessageType } from "./messages.ts";
import type { PrivacyAct } from "./privacy.ts";
import type { PlanFinding } from "./tracking-plan.ts";

/** What was noticed about a message at the door, and what was done about it; stored with the event. */
export type EventFlags = {
  /** The time could not be: `future` was set to the arrival, `past` to 1970. */
  time?: "future" | "past";
  /** How far the device's clock was behind (+) or ahead (−), ms; the time is corrected by it. Absent up to a minute. */
  clockSkewMs?: number;
  /** What the tracking plan found. */
  plan?: PlanFinding;
  /** The user token was over when the event arrived: it stands under its user, without the device that it named. */
  userToken?: "late";
  /** Set for events that Rapport itself makes: they are free, and tell nothing of when a person was seen. */
  origin?: "segments";
};

/** An act on the data of the person whose ids the event has; `suppress`: what is sent under them is left out from then on. */
export type LoggedPrivacyAct = { id: string; act: PrivacyAct; suppress: boolean; requestedBy: string };

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
  /** True when the message said no time of its own: `originalTimestampMs` is then that of sending or arriving. */
  undated?: true | undefined;
  sentAtMs: number | undefined;
  receivedAtMs: number;
  /** Absent when nothing was noticed, which is the rule. */
  flags?: EventFlags | undefined;
  /** Set by the product's own request alone, and by no message: the event is this act, and nothing of it is stored as an event. */
  privacy?: LoggedPrivacyAct | undefined;
  /** The message as it was sent, without the ids and times above. */
  payload: Record<string, unknown>;
  /** The payload as JSON, on the way from the log to the store: it is written once. Not a part of what the log holds. */
  payloadJson?: string | undefined;
};

/** What came with the request and is the same for all its messages. */
export type LogBatch = {
  projectId: string;
  /** True when a secret key signed the request: only then may two identified people be joined. */
  trusted: boolean;
  /** Who signed the request: a key's id, or `console`. */
  actor?: string | undefined;
  /** Truncated address (IPv4 /24, IPv6 /48) of the sender, if known. */
  ip: string | undefined;
  userAgent: string | undefined;
  /** True when the events were charged to the workspace's quota; copies of stored ones are given back. */
  charged?: boolean | undefined;
  events: LoggedEvent[];
};

/** Logical partitions of every event log, fixed for life: the place of a person must never move. */
export const PARTITION_COUNT = 64;

/** Lane of those who send more than a person does (robots, a whole back end under one id): nobody else waits behind them. */
export const OVERFLOW_PARTITION = PARTITION_COUNT - 1;
