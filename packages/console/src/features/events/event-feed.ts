import type { MessageType } from "@rapport/contracts/messages";
import { api } from "../../lib/api.ts";
import type { LiveConnection } from "../../lib/sse.ts";
import type { StreamBuffer } from "./stream-buffer.ts";
import { addLive, addStored, emptyBuffer, newestSeq, pauseBuffer, resumeBuffer } from "./stream-buffer.ts";
import type { EventEntry, RefusedRequest } from "./stream-entry.ts";
import { eventEntry, isListed, liveEntry } from "./stream-entry.ts";

/** What the server can filter by; the rest is filtered among the rows that are loaded. */
export type StoredFilter = { type?: MessageType | undefined; name?: string | undefined };

/** How far back the rows for one filter are complete. */
type Coverage = { floor: number; cursor: string | null };

export type FeedSnapshot = {
  buffer: StreamBuffer;
  coverage: ReadonlyMap<string, Coverage>;
  loading: boolean;
  error: Error | undefined;
  /** The latest request that was refused as a whole, until whoever looks has put it away. */
  refused: RefusedRequest | undefined;
};

const EMPTY = { loading: false, error: undefined, refused: undefined };

type EventPage = Awaited<ReturnType<typeof api.events>>;

const PAGE_SIZE = 100;
/** Of pages that are scrolled to. */
const OLDER_SIZE = 500;
/** After a long break: give up closing the gap and start anew from the newest events. */
const MAX_CATCH_UP_PAGES = 10;

/**
 * The project's messages as this console knows them: stored pages and live arrivals in one list. It outlives the
 * screen, because rejected messages are nowhere stored: leaving the screen must not lose them.
 */
export class EventFeed {
  readonly #live: LiveConnection;
  readonly #listeners = new Set<() => void>();
  #snapshot: FeedSnapshot = { ...EMPTY, buffer: emptyBuffer, coverage: new Map() };
  #ordinal = 0;
  /** Above this seq events may be missing; undefined while the stream has covered everything without a break. */
  #gapFrom: number | undefined = Number.NEGATIVE_INFINITY;
  #catchingUp: Promise<void> | undefined;

  constructor(live: LiveConnection) {
    this.#live = live;
  }

  /** Follows the stream until the returned function is called. */
  start(): () => void {
    const stop = this.#live.listen({
      onMessages: (messages) => {
        const now = Date.now();
        const arrivals = messages.filter(isListed).map((message) => liveEntry(message, this.#ordinal++, now));
        const refused = messages.findLast((message) => message.kind === "refused") ?? this.#snapshot.refused;
        this.#update({ buffer: addLive(this.#snapshot.buffer, arrivals), refused });
      },
      // Opening first and fetching then leaves no moment that neither of the two covers; doubles are told by their seq.
      onOpen: () => void this.catchUp(),
      onBreak: () => {
        this.#gapFrom ??= newestSeq(this.#snapshot.buffer.held.toReversed().concat(this.#snapshot.buffer.entries));
      },
    });
    void this.catchUp();
    return stop;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly read = (): FeedSnapshot => this.#snapshot;

  forgetRefused(): void {
    this.#update({ refused: undefined });
  }

  pause(): void {
    this.#update({ buffer: pauseBuffer(this.#snapshot.buffer) });
  }

  resume(): void {
    this.#update({ buffer: resumeBuffer(this.#snapshot.buffer) });
  }

  /** Fetches the newest events back to the newest one known, so that a break of the stream leaves no hole. */
  catchUp(): Promise<void> {
    const run = (this.#catchingUp ?? Promise.resolve()).then(() => this.#guard(() => this.#catchUp()));
    this.#catchingUp = run;
    return run;
  }

  /** Fetches the next older page for a filter. */
  loadOlder(filter: StoredFilter): Promise<void> {
    if (this.#snapshot.loading) return Promise.resolve();
    return this.#guard(async () => {
      const cursor = olderCursor(this.#snapshot, filter);
      if (cursor === null) return;
      const page = await api.events({ ...filter, limit: cursor === undefined ? PAGE_SIZE : OLDER_SIZE, cursor });
      this.#store(filter, page, this.#snapshot.coverage);
    });
  }

  async #catchUp(): Promise<void> {
    const wasLive = this.#live.state === "live";
    const known = this.#gapFrom ?? newestSeq(this.#snapshot.buffer.entries);
    let newest = known;
    let cursor: string | undefined;
    for (let pages = 1; ; pages += 1) {
      const page = await api.events({ limit: PAGE_SIZE, cursor });
      newest = Math.max(newest, ...page.data.map((event) => event.seq));
      const reached = page.nextCursor === null || page.data.some((event) => event.seq <= known);
      const first = !this.#snapshot.coverage.has(filterKey({}));
      // The first page, or a gap too wide to close: what is complete starts anew at this page.
      if (first || (pages === MAX_CATCH_UP_PAGES && !reached)) {
        this.#store({}, page, new Map());
        break;
      }
      this.#update({ buffer: addStored(this.#snapshot.buffer, toEntries(page)) });
      if (reached || page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    // Fetched before the stream was open, the answer says nothing about what came in between.
    this.#gapFrom = wasLive ? undefined : newest;
  }

  #store(filter: StoredFilter, page: EventPage, base: ReadonlyMap<string, Coverage>): void {
    const key = filterKey(filter);
    const before = base.get(key)?.floor ?? Number.POSITIVE_INFINITY;
    const floor =
      page.nextCursor === null ? Number.NEGATIVE_INFINITY : Math.min(before, ...page.data.map((event) => event.seq));
    const coverage = new Map(base).set(key, { floor, cursor: page.nextCursor });
    this.#update({ buffer: addStored(this.#snapshot.buffer, toEntries(page)), coverage });
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    this.#update({ loading: true, error: undefined });
    try {
      await work();
    } catch (error) {
      this.#update({ error: error instanceof Error ? error : new Error(String(error)) });
    } finally {
      this.#update({ loading: false });
    }
  }

  #update(change: Partial<FeedSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** Events below this seq are not shown for the filter: between them there may be others that are not loaded. */
export function viewFloor(snapshot: FeedSnapshot, filter: StoredFilter): number {
  const all = snapshot.coverage.get(filterKey({}));
  // Nothing stored could be loaded: what arrived live is all there is, and all of it is shown.
  if (!all) return Number.NEGATIVE_INFINITY;
  return Math.min(all.floor, snapshot.coverage.get(filterKey(filter))?.floor ?? Number.POSITIVE_INFINITY);
}

/** Where the next older page starts; null when there is none or no room for it, undefined for the newest page. */
export function olderCursor(snapshot: FeedSnapshot, filter: StoredFilter): string | null | undefined {
  if (snapshot.buffer.trimmed > 0) return null;
  if (snapshot.coverage.get(filterKey({}))?.cursor === null) return null;
  return snapshot.coverage.get(filterKey(filter))?.cursor;
}

function toEntries(page: EventPage): EventEntry[] {
  return page.data.map((event) => eventEntry(event));
}

function filterKey(filter: StoredFilter): string {
  return JSON.stringify([filter.type ?? null, filter.name ?? null]);
}
