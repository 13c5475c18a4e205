import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { Position } from "./position.ts";

/** Pauses between looks at what other servers have folded, while somebody waits for it. */
const LOOK_MS = { first: 10, longest: 100 };

export type FoldedOffsetsOptions = {
  /** Reads the stored next offset by partition: the truth, whoever folds. */
  read: () => Promise<ReadonlyMap<number, number>>;
  /** Partitions that other servers fold: what this one knows of them is only as new as its last look. */
  isForeign: (partition: number) => boolean;
};

/** How far each partition is folded, and who waits for how far. */
export class FoldedOffsets {
  readonly #options: FoldedOffsetsOptions;
  readonly #next = Array.from({ length: PARTITION_COUNT }, () => 0);
  readonly #waiters = new Set<{ position: Position; check: () => void }>();
  #looking: Promise<void> | undefined;
  #stopPause: () => void = () => {};

  constructor(options: FoldedOffsetsOptions) {
    this.#options = options;
  }

  /** Next offset to fold, by partition. */
  get next(): readonly number[] {
    return this.#next;
  }

  /** Whether somebody waits for a value that this server can fold now. @param ends of the log, by partition */
  isAwaited(ends: readonly number[]): boolean {
    return [...this.#waiters].some(({ position }) => this.canFold(position, ends));
  }

  /** Whether a position asks for a value that is not folded and that this server can fold now. */
  canFold(position: Position, ends: readonly number[]): boolean {
    for (const [partition, offset] of position) {
      const isDue = (this.#next[partition] ?? 0) <= offset && offset < (ends[partition] ?? 0);
      if (isDue && !this.#options.isForeign(partition)) return true;
    }
    return false;
  }

  /** Where a partition stands now. `wakeWaiters` tells those who wait. */
  set(partition: number, offset: number): void {
    this.#next[partition] = offset;
  }

  wakeWaiters(): void {
    for (const { check } of [...this.#waiters]) check();
  }

  /** Takes over what is stored of the partitions that others fold. What this server folds it hears from its own commits. */
  async refresh(): Promise<void> {
    for (const [partition, offset] of await this.#options.read()) {
      if (this.#options.isForeign(partition)) this.set(partition, Math.max(offset, this.#next[partition] ?? 0));
    }
    this.wakeWaiters();
  }

  /** Waits until everything up to `position` is folded, here or elsewhere; answers false when `waitMs` passes first. */
  async waitFor(position: Position, waitMs: number): Promise<boolean> {
    if (this.#covers(position)) return true;
    return new Promise((resolve) => {
      const waiter = { position, check: () => this.#covers(position) && finish(true) };
      const finish = (covered: boolean) => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        resolve(covered);
      };
      const timer = setTimeout(() => finish(false), waitMs);
      this.#waiters.add(waiter);
      this.lookAbroad();
    });
  }

  /** Looks at the store, now and for as long as somebody waits for what other servers fold; one loop, however many wait. */
  lookAbroad(): void {
    if (!this.#awaitsForeign()) return;
    this.#stopPause();
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
  }

  async #look(): Promise<void> {
    for (let pauseMs = LOOK_MS.first; this.#awaitsForeign(); pauseMs = Math.min(pauseMs * 2, LOOK_MS.longest)) {
      // A store that is away answers nobody: those who wait find out by their own limit.
      await this.refresh().catch(() => undefined);
      if (this.#awaitsForeign()) await this.#pause(pauseMs);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#stopPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #awaitsForeign(): boolean {
    for (const { position } of this.#waiters) {
      for (const [partition, offset] of position) {
        if ((this.#next[partition] ?? 0) <= offset && this.#options.isForeign(partition)) return true;
      }
    }
    return false;
  }

  #covers(position: Position): boolean {
    for (const [partition, offset] of position) if ((this.#next[partition] ?? 0) <= offset) return false;
    return true;
  }
}
