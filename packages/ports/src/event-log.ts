/** One value to append to one partition. */
export type LogAppend = { partition: number; value: Uint8Array };

/** One value as it stands in the log. */
export type LogRecord = { partition: number; offset: number; value: Uint8Array };

/**
 * Durable, ordered record of values in `PARTITION_COUNT` partitions.
 *
 * Contract that every engine keeps (checked by the conformance suite):
 * - `append` resolves only when every entry survives what `durability` names; it rejects, and nothing of
 *   the call is readable, when that cannot be promised.
 * - Offsets of a partition start at 0 and grow by one per value; the entries of one call keep their order.
 * - `read` and `ends` show durable values only: an offset once read is never given to another value.
 */
export interface EventLog {
  /** Made once with the log; a consumer's stored offsets belong to this id and to no other. */
  readonly id: string;
  /** What `append` survives: `disk` = kill -9 and power loss of this machine. */
  readonly durability: "disk";
  /**
   * Appends all entries, in order; answers one offset per entry. Without entries it tells whether the log takes any:
   * it rejects when it does not. A value's bytes must not change until the answer.
   */
  append(entries: readonly LogAppend[]): Promise<number[]>;
  /** At most `maxRecords` records of one partition from offset `from` (inclusive), in order; fewer when `maxBytes` of values is passed. Trimmed offsets are skipped. */
  read(partition: number, from: number, maxRecords: number, maxBytes: number): Promise<LogRecord[]>;
  /** Per partition the offset of the first value that is not forgotten; where there is none, the same as `ends`. */
  starts(): number[];
  /** Per partition the offset that the next durable value will have (0 when empty). */
  ends(): number[];
  /** Forgets values below `before`; offsets are not reused. */
  trim(partition: number, before: number): Promise<void>;
  /** Calls `listener` after each durable append; answers the function that stops it. */
  onAppend(listener: () => void): () => void;
  /** Waits for appends under way, then releases the engine. */
  close(): Promise<void>;
}
