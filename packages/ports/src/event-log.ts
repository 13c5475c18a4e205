import type { Durability } from "@rapport/contracts/durability";

/** One value to append to one partition. */
export type LogAppend = { partition: number; value: Uint8Array };

/** One value as it stands in the log. */
export type LogRecord = { partition: number; offset: number; value: Uint8Array };

/**
 * Durable, ordered record of values in `PARTITION_COUNT` partitions, for one process or for several that share it.
 *
 * Contract that every engine keeps (checked by the conformance suite):
 * - `append` resolves only when every entry survives what `durability` names. When that cannot be promised it rejects,
 *   and the caller sends again: an engine in the process has then kept nothing of the call; one that is reached over a
 *   network may have kept it although its answer was lost, so values carry ids that tell the second from the first.
 * - Offsets of a partition begin at 0 and grow; the entries of one call keep their order. They follow one another without
 *   gaps, except where an engine was disturbed and skips offsets that it may have given before.
 * - `read` and `ends` show durable values only: an offset once read is never given to another value.
 */
export interface EventLog {
  /** Made once with the log; a consumer's stored offsets belong to this id and to no other. */
  readonly id: string;
  /** What an answered append survives. */
  readonly durability: Durability;
  /**
   * Appends all entries, in order; answers one offset per entry. Without entries it tells whether the log takes any:
   * it rejects when it does not. A value's bytes must not change until the answer.
   */
  append(entries: readonly LogAppend[]): Promise<number[]>;
  /**
   * At most `maxRecords` records of one partition from offset `from` (inclusive), in order; fewer when `maxBytes` of
   * values is passed. Trimmed offsets are skipped. Nothing is answered only when no value stands between `from` and the
   * end: then a consumer goes on at the end. Rejects when the engine cannot tell.
   */
  read(partition: number, from: number, maxRecords: number, maxBytes: number): Promise<LogRecord[]>;
  /** Per partition the offset of the first value that is not forgotten; where there is none, the same as `ends`. */
  starts(): number[];
  /**
   * Per partition an offset that every value known here is below, and that no value had yet (0 when empty). Shows all that
   * this process appended at once, and what other processes appended shortly after.
   */
  ends(): number[];
  /** Forgets values below `before`; offsets are not reused. */
  trim(partition: number, before: number): Promise<void>;
  /** Calls `listener` when new values are readable, whoever appended them; answers the function that stops it. */
  onAppend(listener: () => void): () => void;
  /** Waits for appends under way, then releases the engine. */
  close(): Promise<void>;
}
