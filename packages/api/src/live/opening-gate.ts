import { RapportError } from "@rapport/contracts/errors";

/** Look-ups of streams at a time: a quarter of the reads that a process has under way, so that others find room beside them. */
const AT_ONCE = 16;
/** Streams that wait for their turn: each holds its request, some 20 KB. */
const MAX_WAITING = 1_000;

/**
 * Readers who come all at once, as after a restart, are looked up one after the other: the store would refuse most of
 * them, each of whom comes back with a request that costs as much again.
 */
export class OpeningGate {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** What the look-up answers. @throws RapportError unavailable when too many wait; else what the look-up throws */
  async run<T>(lookUp: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await lookUp();
    } finally {
      // The turn goes to the next one; nobody who comes meanwhile can take it.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < AT_ONCE) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= MAX_WAITING)
      throw new RapportError("unavailable", "Too many streams are being opened at the moment; try again");
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
