import { RapportError } from "@rapport/contracts/errors";
import type { Plan, PlanLimits } from "@rapport/contracts/usage";
import type { WorkspacePlan } from "@rapport/store/queries/usage";
import { findWorkspacePlan, freeLostLeases } from "@rapport/store/queries/usage";
import type { Services } from "../context.ts";
import { tellError } from "../logger.ts";
import { BurstLimiter } from "./burst-limiter.ts";
import type { LeaseSize } from "./quota-lease.ts";
import { QuotaLease } from "./quota-lease.ts";

/** Bounds of each plan that has any, and how they are leased. */
export type QuotaOptions = {
  plans: Record<Exclude<Plan, "unlimited">, PlanLimits>;
  lease: LeaseSize & { idleMs: number };
};

/** Where a workspace stands, for headers and problems. */
export type QuotaStanding = PlanLimits & {
  plan: Plan;
  remaining: number;
  burstRemaining: number;
  /** Time until the burst is whole again, ms. */
  burstResetMs: number;
  /** When the day's quota begins anew, ms since the epoch. */
  resetAtMs: number;
};

/** What became of a request for events. */
export type QuotaDecision = {
  granted: number;
  /** Why not all were granted. */
  refusal?: { code: "quota_exceeded" | "rate_limited" | "unavailable"; waitMs: number } | undefined;
  standing: QuotaStanding | undefined;
  /** What the events are charged to; copies of stored ones are given back. Undefined when nothing is counted. */
  lease: QuotaLease | undefined;
  /** How the store being away was taken. */
  storeAway?: "open" | "closed" | undefined;
};

type Quotas = Pick<Services, "store" | "log" | "now">;
type Entry = { lease: QuotaLease; burst: BurstLimiter };
type Known = WorkspacePlan & { untilMs: number };

const DAY_MS = 86_400_000;
/** How long a plan is trusted before it is looked up again, beside the requests. */
const TRUST_MS = 5_000;
/** Ids kept of messages whose batch was taken in part: some 10 MB. */
const MAX_KEPT = 50_000;
const CLOSED_WAIT_MS = 5_000;

/**
 * What workspaces may still send. The burst is counted in this process; the day's quota is leased from the store in small
 * parts, so that any number of processes share it and none asks the store in the way of a request.
 */
export class Quota {
  readonly #services: Quotas;
  readonly #options: QuotaOptions;
  readonly #known = new Map<string, Known>();
  readonly #entries = new Map<string, Entry>();
  readonly #kept = new Set<string>();

  constructor(services: Quotas, options: QuotaOptions) {
    this.#services = services;
    this.#options = options;
  }

  /** Bounds of a plan; undefined when it has none. */
  limitsOf(plan: Plan): PlanLimits | undefined {
    return plan === "unlimited" ? undefined : this.#options.plans[plan];
  }

  /** The workspace of a project and its plan. @throws RapportError unavailable when the store is away and it was never known */
  async workspaceOf(projectId: string): Promise<WorkspacePlan> {
    const known = this.#known.get(projectId);
    if (known === undefined) return this.#lookUp(projectId);
    if (known.untilMs < this.#services.now()) {
      known.untilMs = this.#services.now() + TRUST_MS;
      // Beside the request: while the store is away, what was known stays known.
      this.#lookUp(projectId).catch(() => undefined);
    }
    return known;
  }

  /** Where the project's workspace stands; undefined when its plan has no bounds. */
  async standing(projectId: string): Promise<QuotaStanding | undefined> {
    const { workspaceId, plan } = await this.workspaceOf(projectId);
    const limits = this.limitsOf(plan);
    return limits && this.#standing(plan, limits, this.#entry(workspaceId, limits));
  }

  /** Takes as many of `events` as the burst and the day allow, the first ones. Waits for the store only when a lease is used up. */
  async take(projectId: string, events: number): Promise<QuotaDecision> {
    const { workspaceId, plan } = await this.workspaceOf(projectId);
    const limits = this.limitsOf(plan);
    if (limits === undefined) return { granted: events, standing: undefined, lease: undefined };
    const entry = this.#entry(workspaceId, limits);
    const wanted = Math.min(events, entry.burst.available(this.#services.now()));
    // Spent before anything is waited for: what comes meanwhile finds it spent.
    entry.burst.spend(wanted, this.#services.now());
    let { taken: granted, away } = await this.#acquire(entry.lease, wanted);
    // Who pays is not made to wait for our store; who does not pay could use its absence.
    if (away && plan !== "free") {
      entry.lease.takeUncovered(wanted - granted);
      granted = wanted;
    }
    const code = refusalCode(granted < events, granted < wanted, away);
    return {
      granted,
      refusal: code && { code, waitMs: this.#waitMs(code, entry, events - granted) },
      standing: this.#standing(plan, limits, entry),
      lease: entry.lease,
      storeAway: away ? (plan === "free" ? "closed" : "open") : undefined,
    };
  }

  /** Puts back what was granted for events that could not be made durable. */
  putBack(decision: QuotaDecision): void {
    decision.lease?.putBack(decision.granted);
  }

  /**
   * Remembers messages that are on disk although their request was refused in part: clients send the whole request
   * again, and without this the copies at its front would use up what the rest waits for.
   */
  keep(projectId: string, messageIds: readonly string[]): void {
    for (const id of messageIds) this.#kept.add(keyOf(projectId, id));
    for (const oldest of this.#kept) {
      if (this.#kept.size <= MAX_KEPT) return;
      this.#kept.delete(oldest);
    }
  }

  /** Whether a message is known to be on disk. */
  isKept(projectId: string, messageId: string): boolean {
    return this.#kept.size > 0 && this.#kept.has(keyOf(projectId, messageId));
  }

  /** Gives back what has not been used for a while, and forgets past days. Called every now and then. */
  async returnIdle(): Promise<void> {
    const nowMs = this.#services.now();
    for (const [workspaceId, { lease }] of this.#entries) {
      if (lease.day !== dayOf(nowMs)) this.#entries.delete(workspaceId);
      else if (nowMs - lease.usedAtMs > this.#options.lease.idleMs) await lease.giveBack(this.#services.store);
    }
  }

  /**
   * Frees what earlier processes held when they were killed. Called once, when all that they had taken is stored, by the
   * one process that uses the store.
   */
  async freeLost(): Promise<void> {
    const heldBy = [...this.#entries.values()].map(({ lease }) => ({
      workspaceId: lease.workspaceId,
      events: lease.total(),
    }));
    await freeLostLeases(this.#services.store.db, dayOf(this.#services.now()), heldBy);
  }

  /** Gives back all that is held. */
  async close(): Promise<void> {
    for (const { lease } of this.#entries.values()) await lease.giveBack(this.#services.store);
    this.#entries.clear();
  }

  async #lookUp(projectId: string): Promise<WorkspacePlan> {
    const found = await findWorkspacePlan(this.#services.store.db, projectId);
    if (!found) throw new RapportError("not_found", `There is no project with the id “${projectId}”`);
    this.#known.set(projectId, { ...found, untilMs: this.#services.now() + TRUST_MS });
    return found;
  }

  /** The workspace's share of today; a new one after midnight and after a change of plan. */
  #entry(workspaceId: string, limits: PlanLimits): Entry {
    const day = dayOf(this.#services.now());
    const entry = this.#entries.get(workspaceId);
    if (entry?.lease.day === day && entry.lease.limit === limits.eventsPerDay) return entry;
    // What is left of another plan's lease on the same day is this day's, too.
    entry?.lease.giveBack(this.#services.store).catch(() => undefined);
    const lease = new QuotaLease(workspaceId, day, limits.eventsPerDay, this.#options.lease);
    const made = { lease, burst: new BurstLimiter(limits.eventsPerSecond, limits.burstEvents) };
    this.#entries.set(workspaceId, made);
    return made;
  }

  /** Takes from the lease; with the store away, what is held. */
  async #acquire(lease: QuotaLease, events: number): Promise<{ taken: number; away: boolean }> {
    const { store, log, now } = this.#services;
    try {
      const taken = await lease.acquire(store, events, now());
      // A failure shows when a request needs the lease.
      lease.leaseAhead(store, now()).catch(() => undefined);
      return { taken, away: false };
    } catch (error) {
      log.warn("Quota could not be leased", { workspaceId: lease.workspaceId, error: tellError(error) });
      return { taken: lease.take(events, now()), away: true };
    }
  }

  #waitMs(code: NonNullable<QuotaDecision["refusal"]>["code"], { burst }: Entry, missing: number): number {
    const nowMs = this.#services.now();
    if (code === "rate_limited") return burst.waitMs(missing, nowMs);
    return code === "unavailable" ? CLOSED_WAIT_MS : nextDayMs(nowMs) - nowMs;
  }

  #standing(plan: Plan, limits: PlanLimits, { lease, burst }: Entry): QuotaStanding {
    const nowMs = this.#services.now();
    return {
      ...limits,
      plan,
      remaining: lease.remaining(),
      burstRemaining: burst.available(nowMs),
      burstResetMs: burst.waitMs(limits.burstEvents, nowMs),
      resetAtMs: nextDayMs(nowMs),
    };
  }
}

function refusalCode(refused: boolean, byDay: boolean, away: boolean) {
  if (!refused) return undefined;
  if (!byDay) return "rate_limited" as const;
  return away ? ("unavailable" as const) : ("quota_exceeded" as const);
}

/** UTC day of a time, `2026-01-31`. */
export function dayOf(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 10);
}

/** The next UTC midnight, ms since the epoch. */
export function nextDayMs(nowMs: number): number {
  return (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS;
}

function keyOf(projectId: string, messageId: string): string {
  return `${projectId} ${messageId}`;
}
