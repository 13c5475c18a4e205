import type { TraitDefinition } from "@rapport/contracts/computed-traits";
import type { CompiledTrait } from "@rapport/engine/computed-trait";
import { compileTrait } from "@rapport/engine/computed-trait";
import type { Database } from "@rapport/store/database";
import type { ComputedTraitRow } from "@rapport/store/queries/computed-traits";
import { getTraitVersion, listTraitRows } from "@rapport/store/queries/computed-traits";

/** A trait as it runs. */
export type ActiveTrait = { row: ComputedTraitRow; compiled: CompiledTrait };

/** A project's traits of one version, by the names of the events that can change them. */
export type TraitSet = {
  version: number;
  all: readonly ActiveTrait[];
  byEvent: ReadonlyMap<string, readonly ActiveTrait[]>;
  byState: ReadonlyMap<string, ActiveTrait>;
};

const NO_TRAITS: TraitSet = { version: 0, all: [], byEvent: new Map(), byState: new Map() };
/** Definitions kept compiled; more than the projects of a busy process have. */
const MAX_COMPILED = 10_000;

/** The computed traits of the projects that send, compiled. Asked in a transaction, it answers what holds in that one. */
export class TraitBook {
  readonly #sets = new Map<string, TraitSet>();
  readonly #compiled = new Map<string, CompiledTrait>();

  /** Asks for the version only, while it is the known one: what a project without traits costs. */
  async read(tx: Database, projectId: string): Promise<TraitSet> {
    const version = await getTraitVersion(tx, projectId);
    if (version === 0) return NO_TRAITS;
    const known = this.#sets.get(projectId);
    if (known?.version === version) return known;
    // Version first: rows that change in between are newer than it says, and are read again.
    const set = this.#toSet(version, await listTraitRows(tx, projectId));
    this.#sets.set(projectId, set);
    return set;
  }

  /** The runnable form of a definition, made once. */
  compile(stateId: string, definition: TraitDefinition): CompiledTrait {
    const known = this.#compiled.get(stateId);
    if (known) return known;
    if (this.#compiled.size >= MAX_COMPILED) this.#compiled.clear();
    const compiled = compileTrait(definition);
    this.#compiled.set(stateId, compiled);
    return compiled;
  }

  #toSet(version: number, rows: readonly ComputedTraitRow[]): TraitSet {
    const all = rows.map((row) => ({ row, compiled: this.compile(row.stateId, row.definition) }));
    const byEvent = new Map<string, ActiveTrait[]>();
    for (const trait of all) {
      for (const name of trait.compiled.eventNames) {
        const traits = byEvent.get(name);
        if (traits) traits.push(trait);
        else byEvent.set(name, [trait]);
      }
    }
    return { version, all, byEvent, byState: new Map(all.map((trait) => [trait.row.stateId, trait])) };
  }
}
