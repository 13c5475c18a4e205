import type { Store } from "@rapport/store/database";
import type { PlanEventRow } from "@rapport/store/queries/tracking-plan";
import { getPlanVersion, listPlanEvents } from "@rapport/store/queries/tracking-plan";
import type { Logger } from "../logger.ts";
import { tellError } from "../logger.ts";
import type { CompiledEvent } from "./apply-plan.ts";
import { compileSchema } from "./compile-schema.ts";

/** A project's plan as one process runs it: rows by event name, compiled at first use. */
class Plan {
  readonly version: number;
  readonly #rows: ReadonlyMap<string, PlanEventRow>;
  readonly #compiled = new Map<string, CompiledEvent>();

  constructor(version: number, rows: readonly PlanEventRow[]) {
    this.version = version;
    this.#rows = new Map(rows.filter(({ mode }) => mode !== "off").map((row) => [row.name, row]));
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  find(name: string): CompiledEvent | undefined {
    const known = this.#compiled.get(name);
    if (known) return known;
    const row = this.#rows.get(name);
    if (!row) return undefined;
    const compiled = { mode: row.mode, version: row.version, check: compileSchema(row.schema) };
    this.#compiled.set(name, compiled);
    return compiled;
  }
}

/** What the door needs of a plan. */
export type ActivePlan = Pick<Plan, "find">;

type Known = { plan: Plan; checkedAtMs: number; checking: Promise<void> | undefined };

/** How long a plan is used without asking whether there is a newer one: other processes' changes show after this. */
const TRUST_MS = 2_000;
/** A plan that nobody has asked for in this time is asked for before it is used. */
const STALE_MS = 5_000;

/**
 * The tracking plans of the projects that send, by version. Looking one up costs a map access; whether it is still the newest
 * is asked beside the requests. While the store is away the plans that were known go on.
 */
export class PlanBook {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();

  constructor(store: Store, log: Logger, now: () => number) {
    this.#store = store;
    this.#log = log;
    this.#now = now;
  }

  /** The plan that applies now; undefined when there is none. A promise only when it is not known well enough. */
  get(projectId: string): ActivePlan | undefined | Promise<ActivePlan | undefined> {
    const known = this.#known.get(projectId);
    const ageMs = known ? this.#now() - known.checkedAtMs : Number.POSITIVE_INFINITY;
    if (!known || ageMs > STALE_MS) return this.#check(projectId).then(() => this.#active(projectId));
    if (ageMs > TRUST_MS) void this.#check(projectId);
    return known.plan.isEmpty ? undefined : known.plan;
  }

  /** Makes the next look-up ask the store: after a change by this process. */
  forget(projectId: string): void {
    this.#known.delete(projectId);
  }

  #active(projectId: string): ActivePlan | undefined {
    const plan = this.#known.get(projectId)?.plan;
    return plan?.isEmpty === false ? plan : undefined;
  }

  /** Asks at most once at a time for each project. */
  #check(projectId: string): Promise<void> {
    const known = this.#known.get(projectId) ?? { plan: new Plan(0, []), checkedAtMs: 0, checking: undefined };
    this.#known.set(projectId, known);
    known.checking ??= this.#load(projectId, known).finally(() => {
      known.checking = undefined;
    });
    return known.checking;
  }

  async #load(projectId: string, known: Known): Promise<void> {
    const { db } = this.#store.forProject(projectId);
    const askedAtMs = this.#now();
    try {
      const version = await getPlanVersion(db, projectId);
      // Version first: rows that change in between are newer than it says, and are loaded again.
      if (version !== known.plan.version) known.plan = new Plan(version, await listPlanEvents(db, projectId));
    } catch (error) {
      // The log takes events while the store is away; what the plan says of them is what it last said.
      this.#log.warn("A tracking plan could not be looked up", { projectId, error: tellError(error) });
    }
    known.checkedAtMs = askedAtMs;
  }
}
