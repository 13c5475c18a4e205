import { REJECTED_LIMITS } from "@rapport/contracts/rejected";

type Day = { day: string; seeded: boolean; total: number; codes: Map<string, number> };

/** How many samples of rejected messages a project has left on a day: for all reasons together, and for each alone. */
export class SampleBudget {
  readonly #days = new Map<string, Day>();

  /** Takes one sample's room; false when there is none. */
  take(projectId: string, day: string, code: string): boolean {
    const entry = this.#dayOf(projectId, day);
    const used = entry.codes.get(code) ?? 0;
    if (entry.total >= REJECTED_LIMITS.samplesPerDay || used >= REJECTED_LIMITS.samplesPerCode) return false;
    entry.total++;
    entry.codes.set(code, used + 1);
    return true;
  }

  /** False until it is known what the store holds of this day. */
  isSeeded(projectId: string, day: string): boolean {
    return this.#dayOf(projectId, day).seeded;
  }

  /** Adds what the store holds of this day, from before this process or from others. */
  seed(projectId: string, day: string, stored: ReadonlyMap<string, number>): void {
    const entry = this.#dayOf(projectId, day);
    if (entry.seeded) return;
    entry.seeded = true;
    for (const [code, count] of stored) {
      entry.total += count;
      entry.codes.set(code, (entry.codes.get(code) ?? 0) + count);
    }
  }

  /** True when seeding has shown that more was taken than there was. */
  isOverdrawn(projectId: string, day: string, code: string): boolean {
    const entry = this.#dayOf(projectId, day);
    const { samplesPerDay, samplesPerCode } = REJECTED_LIMITS;
    return entry.total > samplesPerDay || (entry.codes.get(code) ?? 0) > samplesPerCode;
  }

  /** One day a project: the one before is over for good. */
  #dayOf(projectId: string, day: string): Day {
    const known = this.#days.get(projectId);
    if (known?.day === day) return known;
    const entry = { day, seeded: false, total: 0, codes: new Map<string, number>() };
    this.#days.set(projectId, entry);
    return entry;
  }
}
