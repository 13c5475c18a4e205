/** Weight of a tick in the mean: some ten ticks count, so that one in which a pause of the process refuses many is not overload. */
const GAIN = 0.1;
/** When a larger share finds no room, there is more load than can be answered. */
const OVERLOAD_SHARE = 0.15;

/**
 * Tells overload by the share of requests that found no room of late, an exponentially weighted mean over the ticks in which any
 * came: bounds that hold make no queue by which it could be seen.
 */
export class RefusedShare {
  #letIn = 0;
  #refused = 0;
  #mean = 0;

  /** As of the last tick. */
  get isOverload(): boolean {
    return this.#mean > OVERLOAD_SHARE;
  }

  noteLetIn(): void {
    this.#letIn++;
  }

  noteRefused(): void {
    this.#refused++;
  }

  /** One tick has passed. */
  tick(): void {
    const asked = this.#letIn + this.#refused;
    if (asked > 0) this.#mean += GAIN * (this.#refused / asked - this.#mean);
    this.#letIn = 0;
    this.#refused = 0;
  }
}
