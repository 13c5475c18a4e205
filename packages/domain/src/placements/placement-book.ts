import type { Placement } from "@rapport/contracts/placements";
import type { BanditState } from "@rapport/engine/bandit";
import type { Store } from "@rapport/store/database";
import { findPolicy, listPlacementRows } from "@rapport/store/queries/placements";
import type { Logger } from "../logger.ts";
import { tellError } from "../logger.ts";
import { openPolicy } from "./slot-policy.ts";
import { defaultPlacement, toPlacement } from "./to-placement.ts";

/** A placement as it decides now: what was set up, and what its policy has learned. */
export type ActivePlacement = { placement: Placement; policy: ReturnType<typeof openPolicy> };

type Known = { placements: Map<string, ActivePlacement>; checkedAtMs: number; checking: Promise<void> | undefined };

/** How long placements are used without asking whether they changed: other processes' changes show after this. */
const TRUST_MS = 2_000;
/** Placements that nobody has asked for in this time are asked for before they are used. */
const STALE_MS = 30_000;

/** The placements of the projects that ask, with their policies. While the store is away, what was known goes on. */
export class PlacementBook {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();

  constructor(store: Store, log: Logger, now: () => number) {
    this.#store = store;
    this.#log = log;
    this.#now = now;
  }

  /** The placement of a name; one that nobody has set up has the defaults. */
  async get(projectId: string, name: string): Promise<ActivePlacement> {
    const known = this.#known.get(projectId);
    const ageMs = known ? this.#now() - known.checkedAtMs : Number.POSITIVE_INFINITY;
    if (!known || ageMs > STALE_MS) await this.#check(projectId);
    else if (ageMs > TRUST_MS) void this.#check(projectId);
    return this.#known.get(projectId)?.placements.get(name) ?? { placement: defaultPlacement(name), policy: undefined };
  }

  /** Makes the next look-up ask the store: after a change by this process. */
  forget(projectId: string): void {
    this.#known.delete(projectId);
  }

  /** Asks at most once at a time for each project. */
  #check(projectId: string): Promise<void> {
    const known = this.#known.get(projectId) ?? { placements: new Map(), checkedAtMs: 0, checking: undefined };
    this.#known.set(projectId, known);
    known.checking ??= this.#load(projectId, known).finally(() => {
      known.checking = undefined;
    });
    return known.checking;
  }

  async #load(projectId: string, known: Known): Promise<void> {
    const askedAtMs = this.#now();
    try {
      const rows = await listPlacementRows(this.#store.forProject(projectId).db, projectId);
      const next = new Map<string, ActivePlacement>();
      for (const row of rows) {
        const before = known.placements.get(row.name);
        const same = before?.placement.version === row.version && before.placement.policyVersion === row.policyVersion;
        next.set(row.name, same ? before : await this.#open(projectId, toPlacement(row)));
      }
      known.placements = next;
    } catch (error) {
      this.#log.warn("Placements could not be looked up", { projectId, error: tellError(error) });
    }
    known.checkedAtMs = askedAtMs;
  }

  async #open(projectId: string, placement: Placement): Promise<ActivePlacement> {
    if (placement.exploration.policy === "none") return { placement, policy: undefined };
    const key = { projectId, placement: placement.name, version: placement.policyVersion };
    const row = placement.policyVersion > 0 ? await findPolicy(this.#store.forProject(projectId).db, key) : undefined;
    // as: written by `learnPolicies` and by nobody else; a state of another shape is put aside when it is opened
    return { placement, policy: openPolicy(placement.exploration, row?.state as BanditState | undefined) };
  }
}
