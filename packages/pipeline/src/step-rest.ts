/** Rest after a transaction of single events, of a stream of them, and of a dense one, ms. */
export type RestTimes = { single: number; stream: number; dense: number };

/** Whether more arrived than could be answered in time: not lately, a moment ago, or so that answers wait now. */
export type Congestion = "none" | "recent" | "now";

/** What waits for whom. */
export type StepWaits = {
  /** Whether somebody waits for something that could be folded now. */
  isAwaited: () => boolean;
  /** Whether senders wait for answers that the fold holds up. */
  congestion: () => Congestion;
  /** How long the oldest of what is to be folded waits already, ms. */
  ageMs: () => number;
};

const REST_MS: RestTimes = { single: 5, stream: 15, dense: 40 };
/**
 * Events of a transaction: fewer than `stream` came one by one; `dense` come at some 4,000 a second and more, where a
 * transaction's fixed cost is a good part of all work; with `full` or more there is nothing to gather.
 */
const STEP = { stream: 10, dense: 150, full: 400 };
/** Giving way takes up to so many times what the transaction took, and never more than `longestMs`: the fold goes on. */
const WAY = { times: 3, longestMs: 1_000, lookMs: 10 };
/** Age of what waits to be folded from which on it waits no longer for answers: load that lasts is not to stop the fold. */
const GIVE_WAY_AGE_MS = 30_000;

/**
 * The projector's rest after a transaction. Under a steady trickle of single events it gathers what would otherwise be a
 * transaction each; an event after a quiet moment is folded at once, and so is one whose effect somebody waits for. Where more
 * arrives than can be answered in time, answers go first.
 */
export class StepRest {
  readonly #waits: StepWaits;
  readonly #timesMs: RestTimes;
  #end: () => void = () => {};
  #isOver = false;

  constructor(waits: StepWaits, timesMs: RestTimes = REST_MS) {
    this.#waits = waits;
    this.#timesMs = timesMs;
  }

  /** Whether the next transaction is to be a small one: what is done in one go is what answers wait for. */
  get isCongested(): boolean {
    return this.#congestion() !== "none";
  }

  /** Rests as a transaction of so many events, which took so long, asks for. */
  async after(events: number, tookMs: number): Promise<void> {
    if (this.#congestion() === "now") await this.#giveWay(Math.min(WAY.times * tookMs, WAY.longestMs));
    if (events === 0 || events >= STEP.full || this.#isOver || this.#waits.isAwaited()) return;
    const { single, stream, dense } = this.#timesMs;
    await this.#rest(events < STEP.stream ? single : events < STEP.dense ? stream : dense);
  }

  /** Ends the rest, if there is one. */
  end(): void {
    this.#end();
  }

  /** Ends the rest, and lets no other begin. */
  stop(): void {
    this.#isOver = true;
    this.#end();
  }

  #congestion(): Congestion {
    return this.#waits.ageMs() < GIVE_WAY_AGE_MS ? this.#waits.congestion() : "none";
  }

  async #giveWay(boundMs: number): Promise<void> {
    for (let givenMs = 0; givenMs < boundMs && !this.#isOver && this.#congestion() === "now"; givenMs += WAY.lookMs) {
      await this.#rest(WAY.lookMs);
    }
  }

  async #rest(restMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, restMs);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
