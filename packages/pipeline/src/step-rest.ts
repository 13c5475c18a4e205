/** Rest after a transaction of single events, of a stream of them, and of a dense one, ms. */
export type RestTimes = { single: number; stream: number; dense: number };

const REST_MS: RestTimes = { single: 5, stream: 15, dense: 40 };
/**
 * Events of a transaction: fewer than `stream` came one by one; `dense` come at some 4,000 a second and more, where a
 * transaction's fixed cost is a good part of all work; with `full` or more there is nothing to gather.
 */
const STEP = { stream: 10, dense: 150, full: 400 };

/**
 * The projector's rest after a small transaction. Under a steady trickle of single events it gathers what would otherwise be a
 * transaction each; an event after a quiet moment is folded at once, and so is one whose effect somebody waits for.
 */
export class StepRest {
  readonly #isAwaited: () => boolean;
  readonly #timesMs: RestTimes;
  #end: () => void = () => {};
  #isOver = false;

  /** @param isAwaited whether somebody waits for something that could be folded now */
  constructor(isAwaited: () => boolean, timesMs: RestTimes = REST_MS) {
    this.#isAwaited = isAwaited;
    this.#timesMs = timesMs;
  }

  /** Rests as a transaction of so many events asks for. */
  async after(events: number): Promise<void> {
    if (events === 0 || events >= STEP.full || this.#isOver || this.#isAwaited()) return;
    const { single, stream, dense } = this.#timesMs;
    const restMs = events < STEP.stream ? single : events < STEP.dense ? stream : dense;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, restMs);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
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
}
