import type { NewConsent } from "@rapport/store/queries/consents";
import type { ProfileRow } from "@rapport/store/queries/profiles";
import { collectConsents, confirmConsents } from "../consents/record-consents.ts";
import type { RecordedEvent } from "../events/enriched-event.ts";
import type { AppliedMerge, MergedStates } from "../identity/apply-merges.ts";
import { foldEvents } from "./fold-events.ts";
import type { ProfileState } from "./profile-state.ts";
import { copyProfileState, emptyProfileState, mergeProfileStates } from "./profile-state.ts";

export type FoldedProfiles = {
  /** What the two profiles of each merge were before it. */
  before: MergedStates[];
  /** All that the batch touched, as they are now, by id. */
  states: Map<string, ProfileState>;
  consents: NewConsent[];
};

/** Folds what a batch brought into its people's profiles. @param locked their profiles as they are stored */
export function foldProfiles(
  locked: readonly ProfileRow[],
  recorded: readonly RecordedEvent[],
  merges: readonly AppliedMerge[],
): FoldedProfiles {
  const entriesOf = Map.groupBy(recorded, ({ profileId }) => profileId);
  const ids = new Set([...entriesOf.keys(), ...merges.flatMap(({ from, to }) => [from, to])]);
  const states = new Map<string, ProfileState>();
  for (const { id, mergedInto: _, ...state } of locked) if (ids.has(id)) states.set(id, copyProfileState(state));
  const before: MergedStates[] = [];
  const consents: NewConsent[] = [];
  for (const { from, to } of merges) {
    const part = states.get(from);
    const into = states.get(to) ?? emptyProfileState();
    before.push({ from: part ?? emptyProfileState(), into });
    if (!part) continue;
    const whole = mergeProfileStates(into, part);
    states.set(to, whole);
    consents.push(...confirmConsents(to, whole.consent));
  }
  for (const [profileId, entries] of entriesOf) {
    const state = states.get(profileId) ?? emptyProfileState();
    consents.push(...collectConsents(profileId, state.consent, entries));
    foldEvents(
      state,
      entries.map(({ event }) => event),
    );
    states.set(profileId, state);
  }
  return { before, states, consents };
}

/** Rows of the profiles that a batch touched, each with where it ended up; those of nobody are left out. */
export function toProfileRows(
  states: ReadonlyMap<string, ProfileState>,
  merges: readonly AppliedMerge[],
): ProfileRow[] {
  const mergedInto = new Map(merges.map(({ from, to }) => [from, to]));
  return [...states].flatMap(([id, state]) =>
    state.eventCount > 0 ? [{ id, mergedInto: rootOf(mergedInto, id), ...state }] : [],
  );
}

/** Where a profile of this batch ended up; null while it stands for itself. */
function rootOf(mergedInto: ReadonlyMap<string, string>, id: string): string | null {
  let root = mergedInto.get(id) ?? null;
  for (let next = root; next !== null; next = mergedInto.get(next) ?? null) root = next;
  return root;
}
