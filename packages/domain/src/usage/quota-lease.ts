import type { Store } from "@rapport/store/database";
import { leaseQuota, returnQuota } from "@rapport/store/queries/usage";

/** How much of a day's quota a process takes at a time. */
export type LeaseSize = { percent: number; minEvents: number };

/** While the day is used up, the store is asked again after this: other processes give back what they do not need. */
const RECHECK_MS = 5_000;

/**
 * One process' share of one workspace's quota of one UTC day. Events are taken from what was leased, so that the store is
 * asked once in a hundredth of the day's events and not once in a request; nothing is taken that was not leased, except
 * where the caller decides to go on without the store, which is charged with the next lease.
 */
export class QuotaLease {
  readonly workspaceId: string;
  readonly day: string;
  readonly limit: number;
  readonly #size: number;
  #held = 0;
  #spent = 0;
  #debt = 0;
  #leased = 0;
  #usedUpUntilMs = 0;
  #leasing: Promise<void> | undefined;
  /** When an event was last taken, ms since the epoch. */
  usedAtMs = 0;

  constructor(workspaceId: string, day: string, limit: number, size: LeaseSize) {
    this.workspaceId = workspaceId;
    this.day = day;
    this.limit = limit;
    this.#size = Math.max(size.minEvents, Math.ceil((limit * size.percent) / 100));
  }

  /** Events that may still come today, as far as this process knows. */
  remaining(): number {
    return Math.max(0, this.limit - this.#leased - this.#debt + this.#held);
  }

  /** What this process holds or has spent. */
  total(): number {
    return this.#held + this.#spent + this.#debt;
  }

  /** Takes `events`, or all that is left of the day, and leases for it if need be. @throws whatever the store throws */
  async acquire(store: Store, events: number, nowMs: number): Promise<number> {
    // Others may take what was leased for this caller; then it leases again, or the day is used up.
    while (this.#held < events && nowMs >= this.#usedUpUntilMs) await this.#lease(store, events, nowMs);
    return this.take(events, nowMs);
  }

  /** Takes up to `events` from what is held; answers how many. */
  take(events: number, nowMs: number): number {
    const taken = Math.min(events, this.#held);
    this.#held -= taken;
    this.#spent += taken;
    this.usedAtMs = nowMs;
    return taken;
  }

  /** Puts back events that were taken and could not be kept. */
  putBack(events: number): void {
    this.#held += events;
    this.#spent -= events;
  }

  /** Takes events that no lease covers. */
  takeUncovered(events: number): void {
    this.#debt += events;
  }

  /** Leases again when little is left, before a request has to wait for it. */
  async leaseAhead(store: Store, nowMs: number): Promise<void> {
    if (this.#held < this.#size / 2 && nowMs >= this.#usedUpUntilMs) await this.#lease(store, 0, nowMs);
  }

  /** Gives back what is held. @throws whatever the store throws; nothing is given back then */
  async giveBack(store: Store): Promise<void> {
    await this.#leasing?.catch(() => undefined);
    const unspent = this.#held;
    if (unspent === 0) return;
    this.#held = 0;
    try {
      await returnQuota(store.db, this.workspaceId, this.day, unspent);
      this.#leased -= unspent;
    } catch (error) {
      this.#held += unspent;
      throw error;
    }
  }

  /** One lease at a time: whoever comes meanwhile waits for it. */
  #lease(store: Store, events: number, nowMs: number): Promise<void> {
    this.#leasing ??= this.#ask(store, events, nowMs).finally(() => {
      this.#leasing = undefined;
    });
    return this.#leasing;
  }

  async #ask(store: Store, events: number, nowMs: number): Promise<void> {
    const wanted = Math.max(this.#size, events - this.#held);
    const debt = this.#debt;
    const { workspaceId, day, limit } = this;
    const { granted, leased } = await leaseQuota(store.db, { workspaceId, day, limit, wanted, debt });
    this.#debt -= debt;
    this.#spent += debt;
    this.#held += granted;
    this.#leased = leased;
    if (granted < wanted) this.#usedUpUntilMs = nowMs + RECHECK_MS;
  }
}
