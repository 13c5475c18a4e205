import type { Database } from "@rapport/store/database";
import type { Services } from "../context.ts";
import type { RecordedEvent } from "../events/enriched-event.ts";
import { toObservation } from "./to-observation.ts";
import type { ActiveTrait, TraitSet } from "./trait-book.ts";
import type { ChangedTraits } from "./trait-changes.ts";
import { NO_CHANGES, TraitChanges } from "./trait-changes.ts";

/** A merge of two people, as far as their traits go. */
type Merged = { from: string; to: string };

/**
 * Folds the events that were new into their people's computed traits, and gives those of merged people to one. Runs in
 * the transaction that stores the events. The profiles are locked already.
 * @param set traits as they were read after the events were inserted: from there on none can appear unseen, see `holdEventWrites`
 * @returns keys of the traits that changed, by profile
 */
export async function foldTraits(
  tx: Database,
  services: Pick<Services, "now">,
  projectId: string,
  { set, recorded, merges }: { set: TraitSet; recorded: readonly RecordedEvent[]; merges: readonly Merged[] },
): Promise<ChangedTraits> {
  if (set.all.length === 0) return NO_CHANGES;
  const touched = findTouched(set, recorded);
  if (touched.length === 0 && merges.length === 0) return NO_CHANGES;
  const nowMs = services.now();
  const changes = new TraitChanges(nowMs);
  const merging = [...new Set(merges.flatMap(({ from, to }) => [from, to]))];
  const keys = [
    ...touched.map(({ trait, profileId }) => ({ stateId: trait.row.stateId, profileId })),
    ...set.all.flatMap(({ row }) => merging.map((profileId) => ({ stateId: row.stateId, profileId }))),
  ];
  await changes.load(tx, projectId, set, keys);
  for (const { from, to } of merges) changes.move(set, from, to);
  for (const { trait, profileId, entries } of touched) {
    const part = trait.compiled.fold(
      entries.map(({ event }) => toObservation(event)),
      nowMs,
    );
    if (part) changes.add(trait, profileId, part);
  }
  return changes.write(tx, projectId);
}

type Touched = { trait: ActiveTrait; profileId: string; entries: RecordedEvent[] };

/** Which trait of whom each event can change: one look-up by its name. */
function findTouched(set: TraitSet, recorded: readonly RecordedEvent[]): Touched[] {
  const touched = new Map<string, Touched>();
  for (const entry of recorded) {
    for (const trait of set.byEvent.get(entry.event.name) ?? []) {
      const key = `${trait.row.stateId}/${entry.profileId}`;
      const known = touched.get(key);
      if (known) known.entries.push(entry);
      else touched.set(key, { trait, profileId: entry.profileId, entries: [entry] });
    }
  }
  return [...touched.values()];
}
