/** One unit of work that shares a commit with others. */
export type CommitJob = {
  /** Weight against the limit of one commit, e.g. bytes. */
  weight: number;
  resolve(): void;
  reject(error: unknown): void;
};

/**
 * Gathers jobs while one commit is under way and hands them all to the next, so that many callers share one sync of
 * the disk. Never more than one commit at a time: a second would only wait for the engine's lock, in a thread that
 * other work of the process needs.
 */
export class GroupCommit<Job extends CommitJob> {
  readonly #commit: (jobs: readonly Job[]) => Promise<void>;
  readonly #maxWeight: number;
  #waiting: Job[] = [];
  #running: Promise<void> | undefined;

  /**
   * @param commit makes the jobs durable together, or throws
   * @param maxWeight a commit takes jobs until their weight reaches this, and at least one
   */
  constructor(commit: (jobs: readonly Job[]) => Promise<void>, maxWeight: number) {
    this.#commit = commit;
    this.#maxWeight = maxWeight;
  }

  /** Puts a job in the next commit. */
  add(job: Job): void {
    this.#waiting.push(job);
    this.#running ??= this.#run();
  }

  /** Resolves when every job added so far is answered. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Requests that arrived in the same turn of the event loop belong in the same commit.
      await new Promise<void>((resolve) => setImmediate(resolve));
      const jobs = this.#take();
      try {
        await this.#commit(jobs);
        for (const job of jobs) job.resolve();
      } catch (error) {
        for (const job of jobs) job.reject(error);
      }
    }
    this.#running = undefined;
  }

  #take(): Job[] {
    let weight = 0;
    let count = 0;
    for (const job of this.#waiting) {
      if (count > 0 && weight + job.weight > this.#maxWeight) break;
      weight += job.weight;
      count += 1;
    }
    if (count < this.#waiting.length) return this.#waiting.splice(0, count);
    const jobs = this.#waiting;
    this.#waiting = [];
    return jobs;
  }
}
