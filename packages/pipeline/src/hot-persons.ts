/** What a person may send: so many events at once, and per second for as long as they like. A robot sends more. */
const BURST = 1_000;
const PER_SECOND = 100;
/** A level goes no higher, so that who has stopped is an ordinary person again within 20 s. */
const MOST = 2 * BURST + PER_SECOND;
const CELLS = 4_096;

/**
 * Finds those whose events would hold up the other people on their partition. Leaky buckets in a count-min sketch (Cormode
 * and Muthukrishnan 2005) of two rows: 128 KB however many people there are, so made-up ids cannot grow it nor push anybody
 * out. Somebody who shares both cells with a hot person is taken for one, which costs them a slower lane and nothing else.
 */
export class HotPersons {
  readonly #now: () => number;
  readonly #levels = new Float64Array(2 * CELLS);
  readonly #seenMs = new Float64Array(2 * CELLS);

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts one event of the person with this hash; true when they have sent more than a person does. */
  count(hash: number): boolean {
    const nowMs = this.#now();
    const first = this.#add(hash % CELLS, nowMs);
    // Fibonacci hashing: the upper bits, which the first row does not look at.
    const second = this.#add(CELLS + (Math.imul(hash, 0x9e3779b1) >>> 20), nowMs);
    return Math.min(first, second) > BURST;
  }

  #add(cell: number, nowMs: number): number {
    const leaked = ((nowMs - (this.#seenMs[cell] ?? 0)) / 1_000) * PER_SECOND;
    const level = Math.min(Math.max(0, (this.#levels[cell] ?? 0) - leaked) + 1, MOST);
    this.#levels[cell] = level;
    this.#seenMs[cell] = nowMs;
    return level;
  }
}
