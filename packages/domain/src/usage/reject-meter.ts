import { addUsage } from "@rapport/store/queries/usage";
import type { Services } from "../context.ts";
import { dayOf } from "./quota.ts";

/**
 * Counts messages that were not valid. They are not on the log, so they are counted here and written now and then; a
 * crash loses at most what was counted since. Nothing is billed by it.
 */
export class RejectMeter {
  readonly #services: Pick<Services, "store" | "now">;
  readonly #counts = new Map<string, { projectId: string; day: string; rejected: number }>();

  constructor(services: Pick<Services, "store" | "now">) {
    this.#services = services;
  }

  add(projectId: string, rejected: number): void {
    const day = dayOf(this.#services.now());
    const key = `${projectId} ${day}`;
    const count = this.#counts.get(key);
    if (count) count.rejected += rejected;
    else this.#counts.set(key, { projectId, day, rejected });
  }

  /** Writes what was counted. @throws whatever the store throws; the counts wait for the next call then */
  async flush(): Promise<void> {
    for (const [key, count] of [...this.#counts]) {
      const { rejected } = count;
      await addUsage(this.#services.store.db, { ...count, rejected });
      count.rejected -= rejected;
      if (count.rejected === 0) this.#counts.delete(key);
    }
  }
}
