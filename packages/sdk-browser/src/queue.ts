/** A serialised message on its way; `place` orders all of this page. */
export type Entry = { id: string; text: string; bytes: number; place: number; flying?: boolean };

/** A fifth of what browsers grant a site, which keeps two bytes a letter. */
const QUEUE_BYTES = 1_000_000;
/** Room in a body for everything that is not an event. */
const ENVELOPE_BYTES = 512;

export type Queue = {
  /** Position that the last answer gave. */
  offset: string | undefined;
  listWaiting(): Entry[];
  listTexts(): string[];
  /** Adds an entry and answers the oldest ones, which must give way when there is no room for all. */
  add(id: string, text: string, bytes: number): Entry[];
  /** Moves at least one entry into flight, then as many as fit. */
  take(maxBytes: number): Entry[];
  /** Forgets entries for good, and tells who waits for them. */
  settle(entries: Entry[]): void;
  /** Calls back once everything held now is settled. */
  whenSettled(done: () => void): void;
};

/** All unsettled events in the order of their calls. What is in flight keeps its place, so putting it back costs nothing. */
export function createQueue(onChange: () => void): Queue {
  let held: Entry[] = [];
  let waiters: [lastPlace: number, done: () => void][] = [];
  let places = 0;
  const listWaiting = () => held.filter((entry) => !entry.flying);
  const settle = (entries: Entry[]) => {
    held = held.filter((entry) => !entries.includes(entry));
    const first = held[0]?.place ?? places + 1;
    waiters = waiters.filter(([last, done]) => first <= last || done());
    onChange();
  };
  return {
    offset: undefined,
    listWaiting,
    settle,
    listTexts: () => held.map((entry) => entry.text),
    add(id: string, text: string, bytes: number) {
      let excess = held.reduce((sum, entry) => sum + entry.bytes, bytes - QUEUE_BYTES);
      const dropped = listWaiting().filter((entry) => {
        excess -= entry.bytes;
        return excess + entry.bytes > 0;
      });
      held.push({ id, text, bytes, place: ++places });
      onChange();
      return dropped;
    },
    take(maxBytes: number) {
      let bytes = ENVELOPE_BYTES;
      return listWaiting().filter((entry, index) => {
        bytes += entry.bytes + 1;
        entry.flying = !index || bytes <= maxBytes;
        return entry.flying;
      });
    },
    whenSettled(done: () => void) {
      waiters.push([places, done]);
      settle([]);
    },
  };
}
