/** A serialised message on its way. */
export type QueueEntry = {
  id: string;
  /** JSON of the message, made once. */
  text: string;
  /** UTF-8 bytes of the text. */
  bytes: number;
  /** Called once, when the event is delivered, rejected or dropped. */
  onSettled?: (() => void) | undefined;
};

/**
 * Which event gives way when the queue is full. `block`: the caller does. It waits for room before it goes on
 * (`Delivery.waitForSettlement`, `crowded`); an event of a caller that does not wait is refused like the newest.
 */
export type OverflowPolicy = "drop-oldest" | "drop-newest" | "block";

export type QueueBounds = { queueEvents: number; queueBytes: number; overflow: OverflowPolicy };

/** Taken entries before the array is cut: keeps taking O(1) on average and the garbage below the live part. */
const COMPACT_AT = 1_024;

/**
 * First-in first-out queue, bounded by count and by bytes. Entries in flight count towards the bounds until they are
 * released, so that putting a failed batch back can never overflow.
 */
export class EventQueue {
  readonly #bounds: QueueBounds;
  readonly #flying = new Set<QueueEntry[]>();
  #waiting: QueueEntry[] = [];
  #head = 0;
  #heldBytes = 0;
  #heldEvents = 0;
  #flyingBytes = 0;

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds;
  }

  /** Entries that wait for a request. */
  get waitingEvents(): number {
    return this.#waiting.length - this.#head;
  }

  /** Entries that wait or fly. */
  get heldEvents(): number {
    return this.#heldEvents;
  }

  /** True when more than half of either bound is taken. */
  get crowded(): boolean {
    return this.#heldEvents * 2 > this.#bounds.queueEvents || this.#heldBytes * 2 > this.#bounds.queueBytes;
  }

  /** Bytes of the entries that wait for a request. */
  get waitingBytes(): number {
    return this.#heldBytes - this.#flyingBytes;
  }

  /** Everything not yet settled, oldest first. */
  held(): QueueEntry[] {
    return [...this.#flying, this.#waiting.slice(this.#head)].flat();
  }

  /** Adds an entry and answers the entries that gave way for it; the new one itself is among them if it found no room. */
  add(entry: QueueEntry): QueueEntry[] {
    const dropped: QueueEntry[] = [];
    while (this.#isFullFor(entry)) {
      const oldest = this.#bounds.overflow === "drop-oldest" ? this.#shift() : undefined;
      if (!oldest) return [...dropped, entry];
      this.#heldEvents--;
      this.#heldBytes -= oldest.bytes;
      dropped.push(oldest);
    }
    this.#waiting.push(entry);
    this.#heldEvents++;
    this.#heldBytes += entry.bytes;
    return dropped;
  }

  /** Moves the next entries into flight: at least one, then as many as both limits allow. */
  take(maxEvents: number, maxBytes: number): QueueEntry[] {
    const batch: QueueEntry[] = [];
    let bytes = 0;
    for (let next = this.#waiting[this.#head]; next; next = this.#waiting[this.#head]) {
      bytes += next.bytes + 1; // the comma between entries
      if (batch.length > 0 && (batch.length >= maxEvents || bytes > maxBytes)) break;
      batch.push(next);
      this.#flyingBytes += next.bytes;
      this.#head++;
    }
    this.#compact();
    this.#flying.add(batch);
    return batch;
  }

  /** Puts a batch that was not delivered back in front. */
  putBack(batch: QueueEntry[]): void {
    this.#land(batch);
    this.#waiting = [...batch, ...this.#waiting.slice(this.#head)];
    this.#head = 0;
  }

  /** Forgets a batch that was delivered or refused for good. */
  release(batch: QueueEntry[]): void {
    this.#heldBytes -= this.#land(batch);
    this.#heldEvents -= batch.length;
  }

  /** Takes all waiting entries out for good. */
  clear(): QueueEntry[] {
    const batch = this.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    this.release(batch);
    return batch;
  }

  /** Ends the flight of a batch; answers its bytes. */
  #land(batch: QueueEntry[]): number {
    this.#flying.delete(batch);
    const bytes = batch.reduce((sum, entry) => sum + entry.bytes, 0);
    this.#flyingBytes -= bytes;
    return bytes;
  }

  #isFullFor(entry: QueueEntry): boolean {
    return this.#heldEvents >= this.#bounds.queueEvents || this.#heldBytes + entry.bytes > this.#bounds.queueBytes;
  }

  #shift(): QueueEntry | undefined {
    const entry = this.#waiting[this.#head];
    if (entry) this.#head++;
    this.#compact();
    return entry;
  }

  #compact(): void {
    if (this.#head < COMPACT_AT || this.#head * 2 < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }
}
