import type { TraitState } from "@rapport/engine/computed-trait";
import type { Database } from "@rapport/store/database";
import type { TraitValueKey, TraitValueRow } from "@rapport/store/queries/computed-trait-values";
import { deleteTraitValues, lockTraitValues, upsertTraitValues } from "@rapport/store/queries/computed-trait-values";
import type { ActiveTrait, TraitSet } from "./trait-book.ts";

type Entry = {
  trait: ActiveTrait;
  profileId: string;
  state: TraitState | undefined;
  stored: boolean;
  isDirty: boolean;
};

/** Keys of traits that changed, by profile. */
export type ChangedTraits = ReadonlyMap<string, ReadonlySet<string>>;
export const NO_CHANGES: ChangedTraits = new Map();

/** Values of some people that one transaction changes: read with a lock, added to in memory, written once. */
export class TraitChanges {
  readonly #entries = new Map<string, Entry>();
  readonly #nowMs: number;

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  /** Reads and locks these values. Those of definitions that are gone are left out. */
  async load(tx: Database, projectId: string, set: TraitSet, keys: readonly TraitValueKey[]): Promise<void> {
    if (keys.length === 0) return;
    for (const { stateId, profileId, state } of await lockTraitValues(tx, projectId, keys)) {
      const trait = set.byState.get(stateId);
      if (trait) this.put(trait, profileId, state);
    }
  }

  /** Takes over a value as it stands in the store. */
  put(trait: ActiveTrait, profileId: string, state: TraitState): void {
    this.#entries.set(keyOf(trait, profileId), { trait, profileId, state, stored: true, isDirty: false });
  }

  /** Adds a part to a value. */
  add(trait: ActiveTrait, profileId: string, part: TraitState | undefined): void {
    const entry = this.#entryOf(trait, profileId);
    entry.state = trait.compiled.merge(entry.state, part, this.#nowMs);
    entry.isDirty = true;
  }

  /** Makes a value what it is without what was added before. */
  reset(trait: ActiveTrait, profileId: string): void {
    const entry = this.#entryOf(trait, profileId);
    entry.state = undefined;
    entry.isDirty = true;
  }

  /** Gives all that `from` has to `to`. */
  move(set: TraitSet, from: string, to: string): void {
    for (const trait of set.all) {
      const entry = this.#entries.get(keyOf(trait, from));
      if (!entry?.state) continue;
      this.add(trait, to, entry.state);
      this.reset(trait, from);
    }
  }

  /** Writes what has changed; a value of nothing is deleted. */
  async write(tx: Database, projectId: string): Promise<ChangedTraits> {
    const changed = [...this.#entries.values()].filter(({ isDirty }) => isDirty);
    const rows = changed.flatMap((entry) => (entry.state ? [this.#toRow(entry, entry.state)] : []));
    const gone = changed.filter(({ state, stored }) => !state && stored);
    await upsertTraitValues(tx, projectId, rows);
    await deleteTraitValues(
      tx,
      projectId,
      gone.map(({ trait, profileId }) => ({ stateId: trait.row.stateId, profileId })),
    );
    const people = Map.groupBy(changed, ({ profileId }) => profileId);
    return new Map([...people].map(([id, entries]) => [id, new Set(entries.map(({ trait }) => trait.row.key))]));
  }

  #entryOf(trait: ActiveTrait, profileId: string): Entry {
    const key = keyOf(trait, profileId);
    const entry = this.#entries.get(key) ?? { trait, profileId, state: undefined, stored: false, isDirty: false };
    this.#entries.set(key, entry);
    return entry;
  }

  #toRow({ trait, profileId }: Entry, state: TraitState): TraitValueRow {
    const { value, isEstimate } = trait.compiled.read(state, this.#nowMs);
    const dueAtMs = trait.compiled.dueAt(state);
    return {
      stateId: trait.row.stateId,
      profileId,
      state,
      value,
      isEstimate,
      dueAt: dueAtMs === undefined ? null : new Date(dueAtMs).toISOString(),
      updatedAt: new Date(this.#nowMs).toISOString(),
    };
  }
}

function keyOf(trait: ActiveTrait, profileId: string): string {
  return `${trait.row.stateId}/${profileId}`;
}
