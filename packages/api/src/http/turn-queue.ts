/** Bodies whose work one turn of the event loop begins, bytes: some 3 ms of parsing and checking on the machine of the benches. */
export const TURN_BYTES = 256 * 1024;

/**
 * Lets the work on bodies begin a part at a time, in order of arrival. All that arrived in one turn of the event loop would
 * else be parsed and checked in that turn, and what comes meanwhile, refusals above all, would wait for the last of it.
 */
export class TurnQueue {
  /** While somebody waits here, this turn's part is spent. */
  readonly #waiting: { bytes: number; begin: () => void }[] = [];
  #waitingBytes = 0;
  #begunBytes = 0;
  #isTurning = false;

  /** Resolves when a body of so many bytes is to be worked on; undefined when that is now. */
  enter(bytes: number): Promise<void> | undefined {
    if (!this.#isTurning) {
      this.#isTurning = true;
      setImmediate(() => this.#turn());
    }
    if (this.#begunBytes >= TURN_BYTES) {
      this.#waitingBytes += bytes;
      return new Promise((begin) => this.#waiting.push({ bytes, begin }));
    }
    this.#begunBytes += bytes;
    return undefined;
  }

  /** Bytes in line for later turns. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  #turn(): void {
    this.#begunBytes = 0;
    while (this.#begunBytes < TURN_BYTES) {
      const next = this.#waiting.shift();
      if (!next) break;
      this.#begunBytes += next.bytes;
      this.#waitingBytes -= next.bytes;
      next.begin();
    }
    this.#isTurning = this.#begunBytes > 0;
    if (this.#isTurning) setImmediate(() => this.#turn());
  }
}
