import type { EventLog } from "./event-log.ts";

/** The place of one log. `open` may be called again after the log it gave was closed, and finds the same log. */
export type EventLogFixture = {
  open(): Promise<EventLog>;
  remove(): Promise<void>;
  /** Opens the same log over a line that can be cut; only where `open` may be called for several logs at a time. */
  openOverLine?: () => Promise<LogOverLine>;
};

/** A log whose engine is reached over a line that a test cuts. */
export type LogOverLine = {
  log: EventLog;
  /** Ends all connections now. */
  cut(): void;
  /** Ends each connection in place of the engine's next answer on it. */
  loseAnswers(): void;
  /** Connections that were ended so far. */
  broken(): number;
};

/** One open log of a test, and how to open its place again. */
export type LogPlace = {
  log: EventLog;
  reopen(): Promise<EventLog>;
  /** Another log on the same place, as another process would open it. */
  openOther(): Promise<EventLog>;
  openOverLine(): Promise<LogOverLine>;
};
