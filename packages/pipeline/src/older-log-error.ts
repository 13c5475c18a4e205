import { RapportError } from "@rapport/contracts/errors";

/** The log ends before what the store has folded of it: going on would take new events for folded ones. */
export function olderLogError(logId: string, partition: number, offset: number, end: number): RapportError {
  return new RapportError(
    "unavailable",
    `The store has folded partition ${partition} of the event log ${logId} up to ${offset}, but the log ends at ${end}: ` +
      "its files are older than the store, and new events would be taken for folded ones. Put back the log's newest " +
      "files, or move the folder log/ away to begin a new log.",
  );
}
