import type { Facts } from "@rapport/engine/segments/program";
import type { ProfileState } from "../profiles/profile-state.ts";
import { placeOf } from "./place-of.ts";

/** What is known of a person besides the profile; see `readKnownFacts`. */
export type KnownFacts = {
  lists: ReadonlySet<string>;
  computed: Record<string, unknown>;
  intents: Record<string, unknown>;
  scores: Record<string, unknown>;
  clusters: Record<string, unknown>;
};

/** Of whom nothing is known. */
export const NOTHING_KNOWN: KnownFacts = { lists: new Set(), computed: {}, intents: {}, scores: {}, clusters: {} };

/** What rules can ask of a person besides events. */
export function personFacts(profileId: string, state: ProfileState, { lists, ...known }: KnownFacts): Facts {
  const consent = Object.fromEntries(Object.entries(state.consent).map(([name, { granted }]) => [name, granted]));
  return {
    sources: { traits: state.traits, groups: state.groups, profile: profileFields(state), consent, ...known },
    lists,
    placeOf: (salt) => placeOf(salt, profileId),
  };
}

/** Fields by the names that rules have for them; times in ms. */
function profileFields({ userId, eventCount, firstSeenAt, lastSeenAt, firstTouch, lastTouch }: ProfileState) {
  return {
    user_id: userId,
    event_count: eventCount,
    first_seen: Date.parse(firstSeenAt),
    last_seen: Date.parse(lastSeenAt),
    first_source: firstTouch?.source,
    first_medium: firstTouch?.medium,
    first_campaign: firstTouch?.campaign,
    last_source: lastTouch?.source,
    last_medium: lastTouch?.medium,
    last_campaign: lastTouch?.campaign,
  };
}
