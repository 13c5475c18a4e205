const NONE: ReadonlySet<number> = new Set();

/** Which sequence numbers were met: all up to `settled`, and single ones beyond. */
export class SeqWindow {
  #settled: number;
  /** Made when a number is first met: thousands of idle readers have met none. */
  #beyond: Set<number> | undefined;

  constructor(settled = 0, beyond?: Iterable<number>) {
    this.#settled = settled;
    this.#beyond = beyond && new Set(beyond);
  }

  get settled(): number {
    return this.#settled;
  }

  /** Numbers after `settled` that were met. */
  get beyond(): ReadonlySet<number> {
    return this.#beyond ?? NONE;
  }

  /** True when the number is met for the first time. */
  admit(seq: number): boolean {
    if (seq <= this.#settled || this.#beyond?.has(seq)) return false;
    this.#beyond ??= new Set();
    this.#beyond.add(seq);
    return true;
  }

  /** Says that everything up to `seq` was met, or never will be to meet. Never goes back. */
  settle(seq: number): void {
    if (seq <= this.#settled) return;
    this.#settled = seq;
    // In the order of their coming, which is nearly their own: mostly none is left to look at after the first to stay.
    for (const met of this.#beyond ?? NONE) if (met <= seq) this.#beyond?.delete(met);
  }
}
