/** What waits for the engine; resolves when it is over, and never rejects. */
type Turn = () => Promise<void>;

/** Statements that go before a transaction which waits. */
const STATEMENTS_AHEAD = 16;

/**
 * Who may use an engine that has one connection: one at a time, statements before transactions. Whoever reads asks several
 * times, and would otherwise wait for a whole batch of the projector each time; a transaction lets so many go first at most.
 */
export class EngineTurns {
  readonly #statements: Turn[] = [];
  readonly #transactions: Turn[] = [];
  #isRunning = false;
  /** Statements one after the other since the last transaction. */
  #inARow = 0;

  /** Runs a single statement. */
  statement<T>(work: () => Promise<T>): Promise<T> {
    return this.#wait(this.#statements, work);
  }

  /** Runs what belongs together; such work keeps the order that it was asked for in. */
  transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.#wait(this.#transactions, work);
  }

  #wait<T>(queue: Turn[], work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      queue.push(() => work().then(resolve, reject));
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    this.#inARow = 0;
    while (this.#statements.length + this.#transactions.length > 0) {
      // Whoever has just been answered may ask again before the event loop turns.
      if (this.#statements.length === 0 && this.#mayGoAhead() && this.#inARow > 0) await new Promise(setImmediate);
      await this.#pick()?.();
    }
    this.#isRunning = false;
  }

  #mayGoAhead(): boolean {
    return this.#inARow < STATEMENTS_AHEAD || this.#transactions.length === 0;
  }

  #pick(): Turn | undefined {
    if (this.#statements.length > 0 && this.#mayGoAhead()) {
      this.#inARow++;
      return this.#statements.shift();
    }
    this.#inARow = 0;
    return this.#transactions.shift();
  }
}
