import type { QueueEntry } from "./event-queue.ts";

type Waiter = { entries: Set<QueueEntry>; done: () => void };

/** Promises that end when entries of the queue are settled. */
export class SettlementWaiters {
  readonly #forEntries = new Set<Waiter>();
  #forNext: (() => void)[] = [];

  /** Resolves when all `entries` are settled, or when the timer that `startTimer` starts runs out. */
  waitFor(entries: Set<QueueEntry>, startTimer: (done: () => void) => () => void): Promise<void> {
    return new Promise((resolve) => {
      const waiter = {
        entries,
        done: () => {
          cancel();
          this.#forEntries.delete(waiter);
          resolve();
        },
      };
      const cancel = startTimer(waiter.done);
      this.#forEntries.add(waiter);
    });
  }

  /** Resolves at the next call of `settle`. */
  waitForNext(): Promise<void> {
    return new Promise((resolve) => {
      this.#forNext.push(resolve);
    });
  }

  settle(entries: readonly QueueEntry[]): void {
    for (const waiter of this.#forEntries) {
      for (const entry of entries) waiter.entries.delete(entry);
      if (waiter.entries.size === 0) waiter.done();
    }
    for (const resolve of this.#forNext.splice(0)) resolve();
  }
}
