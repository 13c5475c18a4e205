/** A serialised message on its way. */
export type Entry = { entryId: string; line: string; bytes: number; flying?: boolean };

/** All unsettled events in the order of their calls. What is in flight keeps its place, so putting it back costs nothing. */
export type Queue = {
  held: Entry[];
  /** Each answers false once it waits no more. */
  waiters: (() => unknown)[];
  /** Called when the set of unsettled events changed. */
  onChange(): void;
};

/** A fifth of what browsers grant a site, which keeps two bytes a letter. */
const QUEUE_BYTES = 1_000_000;
/** Room in a body for everything that is not an event. */
const ENVELOPE_BYTES = 512;

export const listWaiting = (queue: Queue) => queue.held.filter((entry) => !entry.flying);

/** Forgets entries for good, and tells who waits for them. */
export const settle = (queue: Queue, entries: Entry[]): void => {
  queue.held = queue.held.filter((entry) => !entries.includes(entry));
  queue.waiters = queue.waiters.filter((isWaiting) => isWaiting());
  queue.onChange();
};

/** Adds an entry and answers the oldest ones, which must give way when there is no room for all. */
export const pushEntry = (queue: Queue, added: Entry): Entry[] => {
  let excess = queue.held.reduce((sum, entry) => sum + entry.bytes, added.bytes - QUEUE_BYTES);
  const dropped = listWaiting(queue).filter((entry) => {
    excess -= entry.bytes;
    return excess + entry.bytes > 0;
  });
  queue.held = [...queue.held, added];
  return dropped;
};

/** Moves at least one entry into flight, then as many as fit. */
export const takeEntries = (queue: Queue, maxBytes: number): Entry[] => {
  let bytes = ENVELOPE_BYTES;
  return listWaiting(queue).filter((entry, index) => {
    bytes += entry.bytes + 1;
    entry.flying = !index || bytes <= maxBytes;
    return entry.flying;
  });
};

/** Calls back once everything held now is settled. */
export const whenSettled = (queue: Queue, done: () => void): void => {
  const awaited = queue.held;
  queue.waiters.push(() => awaited.some((entry) => queue.held.includes(entry)) || done());
  settle(queue, []);
};
