import { deleteStrayTraitValues } from "@rapport/store/queries/computed-trait-values";
import { listBackfillingTraits } from "@rapport/store/queries/computed-traits";
import type { Services } from "../context.ts";
import { tellError } from "../logger.ts";
import { backfillTrait } from "./backfill-trait.ts";
import { expireTraits } from "./expire-traits.ts";

const REST_MS = 1_000;
/** Looks between two sweeps of values whose definition is gone. */
const SWEEP_EVERY = 60;
const SWEEP = 2_000;

/**
 * Does in the background what computed traits need besides events: lets values fall when time passes, adds up stored
 * events for new definitions, and sweeps values of old ones. Each server has one; they share the work by row locks.
 */
export class TraitWorker {
  readonly #services: Services;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();
  #stopped = false;
  #looks = 0;

  constructor(services: Services) {
    this.#services = services;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#working = this.#look().finally(() => {
        if (!this.#stopped) this.start();
      });
    }, REST_MS).unref();
  }

  /** Resolves when the page under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  async #look(): Promise<void> {
    try {
      while (!this.#stopped && (await expireTraits(this.#services)) > 0);
      for (const row of await listBackfillingTraits(this.#services.store.db)) {
        while (!this.#stopped && (await backfillTrait(this.#services, row)) === "more");
      }
      this.#looks++;
      if (this.#looks % SWEEP_EVERY === 0) await deleteStrayTraitValues(this.#services.store.db, SWEEP);
    } catch (error) {
      // The cursor and the due times stand in the store: the next look goes on from there.
      this.#services.log.warn("Computed traits could not be brought up to date", { error: tellError(error) });
    }
  }
}
