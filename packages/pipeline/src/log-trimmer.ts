import type { EventLog } from "@rapport/ports/event-log";

/** How long a value stays on the log after it was folded. */
const KEEP_MS = 24 * 60 * 60_000;

/** Where the projector stood at a time. */
type Mark = { atMs: number; offsets: readonly number[] };

/**
 * Forgets log values a day after they were folded. Not at once: the embedded store leaves it to the operating system
 * when its files reach the disk, so for a while the log is the only copy that survives a power cut. Marks live in
 * memory: a restart begins the day anew, which keeps too much, never too little.
 */
export class LogTrimmer {
  readonly #log: EventLog;
  readonly #folded: () => readonly number[];
  #marks: Mark[] = [];

  constructor(log: EventLog, folded: () => readonly number[]) {
    this.#log = log;
    this.#folded = folded;
  }

  /** Notes where the projector stands and trims below where it stood a day ago. Called every now and then. */
  async trim(nowMs: number): Promise<void> {
    this.#marks.push({ atMs: nowMs, offsets: [...this.#folded()] });
    const old = this.#marks.findLast((mark) => mark.atMs <= nowMs - KEEP_MS);
    if (!old) return;
    for (const [partition, before] of old.offsets.entries()) if (before > 0) await this.#log.trim(partition, before);
    this.#marks = this.#marks.filter((mark) => mark.atMs > old.atMs);
  }
}
