import type { StreamEntry } from "./stream-entry.ts";

/**
 * What the live list knows, newest first. Events are ordered and told apart by `seq`; a rejected message (which has
 * none) keeps the place it arrived at. All functions return a new buffer, or the same one when nothing changed.
 */
export type StreamBuffer = {
  entries: readonly StreamEntry[];
  /** Arrivals since the pause, oldest first; shown on resume. */
  held: readonly StreamEntry[];
  paused: boolean;
  /** Rows that had to make room; stored events among them can be loaded again. */
  trimmed: number;
};

/** Rows kept in memory, with those that were loaded. About 1 KB each: a tab left open over night must not eat the machine. */
export const MAX_ENTRIES = 100_000;

export const emptyBuffer: StreamBuffer = { entries: [], held: [], paused: false, trimmed: 0 };

/** Takes live arrivals in order of arrival. While paused they are held, complete and counted, without moving the list. */
export function addLive(buffer: StreamBuffer, arrivals: readonly StreamEntry[]): StreamBuffer {
  const fresh = arrivesInOrder(buffer, arrivals) ? arrivals : dropKnown(arrivals, knownKeys(buffer));
  if (fresh.length === 0) return buffer;
  if (buffer.paused) return { ...buffer, held: [...buffer.held, ...fresh] };
  return trim({ ...buffer, entries: prepend(buffer.entries, fresh) });
}

/** Takes a page of stored events: what is new to the list goes to its place by `seq`, paused or not. */
export function addStored(buffer: StreamBuffer, stored: readonly StreamEntry[]): StreamBuffer {
  if (continuesBelow(buffer.entries, stored)) return trim({ ...buffer, entries: [...buffer.entries, ...stored] });
  const fresh = dropKnown(stored, knownKeys(buffer));
  if (fresh.length === 0) return buffer;
  // Newer than the list while paused means "arrived during the pause": it waits with the others.
  const top = buffer.paused ? newestSeq(buffer.entries) : Number.POSITIVE_INFINITY;
  const late = fresh.filter((entry) => seqOf(entry) > top).sort((a, b) => seqOf(a) - seqOf(b));
  const placed = fresh.filter((entry) => seqOf(entry) <= top);
  return trim({ ...buffer, entries: mergeBySeq(buffer.entries, placed), held: [...buffer.held, ...late] });
}

export function pauseBuffer(buffer: StreamBuffer): StreamBuffer {
  return buffer.paused ? buffer : { ...buffer, paused: true };
}

/** Puts everything that was held into the list. */
export function resumeBuffer(buffer: StreamBuffer): StreamBuffer {
  if (!buffer.paused) return buffer;
  return trim({ ...buffer, paused: false, held: [], entries: prepend(buffer.entries, buffer.held) });
}

/** Highest sequence number of the list, −Infinity when it holds no event. */
export function newestSeq(entries: readonly StreamEntry[]): number {
  for (const entry of entries) if (entry.kind === "event") return entry.event.seq;
  return Number.NEGATIVE_INFINITY;
}

/** Arrivals go on top; a late one (its seq is below the newest) goes to its place instead. */
function prepend(entries: readonly StreamEntry[], arrivals: readonly StreamEntry[]): StreamEntry[] {
  let newest = newestSeq(entries);
  const onTop: StreamEntry[] = [];
  const late: StreamEntry[] = [];
  for (const arrival of arrivals) {
    if (arrival.kind === "event" && arrival.event.seq < newest) late.push(arrival);
    else onTop.push(arrival);
    newest = Math.max(newest, seqOf(arrival));
  }
  return mergeBySeq([...onTop.reverse(), ...entries], late);
}

/** Merges events into a list that is newest first. A rejected row stays right above the row it arrived after. */
function mergeBySeq(entries: readonly StreamEntry[], stored: readonly StreamEntry[]): StreamEntry[] {
  if (stored.length === 0) return [...entries];
  const incoming = [...stored].sort((a, b) => seqOf(b) - seqOf(a));
  const merged: StreamEntry[] = [];
  let next = 0;
  for (const entry of entries) {
    if (entry.kind === "event") {
      for (let event = incoming[next]; event && seqOf(event) > entry.event.seq; event = incoming[next]) {
        merged.push(event);
        next += 1;
      }
    }
    merged.push(entry);
  }
  return merged.concat(incoming.slice(next));
}

function seqOf(entry: StreamEntry): number {
  return entry.kind === "event" ? entry.event.seq : Number.NEGATIVE_INFINITY;
}

function trim(buffer: StreamBuffer): StreamBuffer {
  const over = buffer.entries.length - MAX_ENTRIES;
  if (over <= 0) return buffer;
  return { ...buffer, entries: buffer.entries.slice(0, MAX_ENTRIES), trimmed: buffer.trimmed + over };
}

function dropKnown(candidates: readonly StreamEntry[], known: Set<string>): StreamEntry[] {
  const fresh: StreamEntry[] = [];
  for (const candidate of candidates) {
    const key = identityOf(candidate);
    if (known.has(key)) continue;
    known.add(key);
    fresh.push(candidate);
  }
  return fresh;
}

function knownKeys(buffer: StreamBuffer): Set<string> {
  const known = new Set<string>();
  for (const entry of buffer.entries) known.add(identityOf(entry));
  for (const entry of buffer.held) known.add(identityOf(entry));
  return known;
}

/** The next older page: nothing of it can be known or has to find its place. */
function continuesBelow(entries: readonly StreamEntry[], stored: readonly StreamEntry[]): boolean {
  const last = entries.at(-1);
  let above = last?.kind === "event" ? last.event.seq : Number.NEGATIVE_INFINITY;
  for (const entry of stored) {
    if (seqOf(entry) >= above) return false;
    above = seqOf(entry);
  }
  return stored.length > 0;
}

/** The usual case, in which nothing can be known already: spares a set of 100,000 keys twenty times a second. */
function arrivesInOrder(buffer: StreamBuffer, arrivals: readonly StreamEntry[]): boolean {
  let newest = newestSeq(buffer.entries);
  for (const entry of buffer.held) newest = Math.max(newest, seqOf(entry));
  for (const arrival of arrivals) {
    if (arrival.kind === "rejected") continue;
    if (arrival.event.seq <= newest) return false;
    newest = arrival.event.seq;
  }
  return true;
}

function identityOf(entry: StreamEntry): string {
  return entry.kind === "event" ? `#${entry.event.seq}` : entry.key;
}
