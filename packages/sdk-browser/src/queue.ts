import { encodeText } from "./send-body.ts";

/** A serialised message on its way. */
export type Entry = { entryId: string; line: string; flying?: boolean };

/** All unsettled events in the order of their calls. What is in flight keeps its place, so putting it back costs nothing. */
export type Queue = {
  held: Entry[];
  /** Of all lines held. */
  letters: number;
  /** Each looks whether what it waits for is settled, and takes itself out then. */
  waiters: Set<() => void>;
  /** Called when the set of unsettled events changed. */
  onChange(): void;
};

export const listWaiting = (queue: Queue) => queue.held.filter((entry) => !entry.flying);

/** Forgets entries for good, and tells who waits for them. */
export const settle = (queue: Queue, entries: Entry[]): void => {
  queue.held = queue.held.filter((entry) => !entries.includes(entry));
  for (const entry of entries) queue.letters -= entry.line.length;
  for (const look of queue.waiters) look();
  queue.onChange();
};

/** Moves at least one entry into flight, then as many as make so many bytes. */
export const takeEntries = (queue: Queue, maxBytes: number): Entry[] => {
  let bytes = 0;
  return listWaiting(queue).filter((entry, index) => {
    // Counted while there is room: thousands may wait.
    bytes += bytes < maxBytes ? encodeText(entry.line).length + 1 : 0;
    entry.flying = !index || bytes < maxBytes;
    return entry.flying;
  });
};
