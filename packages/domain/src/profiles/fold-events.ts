import { objectOf } from "@rapport/contracts/json";
import type { ItemState, Version } from "@rapport/store/queries/profiles";
import { readDecisions, toConsentState } from "../consents/read-decisions.ts";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { interactionsOf } from "../recommendations/extract-interactions.ts";
import type { ProfileState } from "./profile-state.ts";
import {
  cutKeys,
  keepEarliest,
  keepItems,
  keepSeen,
  keepTouch,
  keepUserId,
  setConsent,
  setTrait,
} from "./profile-state.ts";

/**
 * Applies events to a profile, in place: the hot path of the projector, so it changes the state instead of making new
 * ones. Equal to merging the states of the single events: what a cut between two of them would drop, the one at the end
 * drops too, and a person of thousands of names does not pay for a cut with each.
 */
export function foldEvents(state: ProfileState, events: Iterable<EnrichedEvent>): void {
  const seen: Seen = { firstMs: Number.POSITIVE_INFINITY, lastMs: Number.NEGATIVE_INFINITY };
  for (const event of events) foldEvent(state, event, seen);
  if (seen.firstMs <= seen.lastMs) keepSeen(state, toIso(seen.firstMs), toIso(seen.lastMs));
  cutKeys(state);
}

/** When the person was seen in these events: written as texts once, and not for each event. */
type Seen = { firstMs: number; lastMs: number };

const toIso = (timeMs: number) => new Date(timeMs).toISOString();

function foldEvent(state: ProfileState, event: EnrichedEvent, seen: Seen): void {
  // What Rapport itself notes of people is nothing that they did.
  if (event.enrichment.flags?.origin !== undefined) return;
  const version: Version = [event.timestampMs, event.messageId];
  state.eventCount++;
  state.counters[event.name] = (state.counters[event.name] ?? 0) + 1;
  if (event.timestampMs < seen.firstMs) seen.firstMs = event.timestampMs;
  if (event.timestampMs > seen.lastMs) seen.lastMs = event.timestampMs;
  if (event.userId !== undefined) keepUserId(state, event.userId, version);
  if (event.type === "identify") {
    for (const [key, value] of Object.entries(traitsOf(event))) setTrait(state, key, value, version);
  }
  if (event.type === "group") keepEarliest(state.groups, String(event.payload.groupId), version);
  for (const decision of readDecisions(event))
    setConsent(state, decision.category, toConsentState({ ...decision, version }));
  if (event.enrichment.touch) keepTouch(state, { version, ...event.enrichment.touch });
  keepItems(
    state,
    interactionsOf(event).map(({ itemId, action }): ItemState => [itemId, action, event.timestampMs]),
  );
}

/** Traits of an identify or group message: Segment's clients send `traits`, RudderStack's `context.traits`. */
export function traitsOf(event: Pick<EnrichedEvent, "payload">): Record<string, unknown> {
  const { traits, context } = event.payload;
  return { ...objectOf(objectOf(context).traits), ...objectOf(traits) };
}
