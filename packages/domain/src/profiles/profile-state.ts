import { LIMITS } from "@rapport/contracts/limits";
import type { ConsentState, ItemState, ProfileRow, TouchState, Version } from "@rapport/store/queries/profiles";

/**
 * The fold. A profile state is the sum of its events; `mergeProfileStates` is commutative, associative and, for
 * everything but the additive counters, idempotent, so that order, batching, partitions and replays cannot change a
 * profile. Counters are exact because the store hands over each event once.
 *
 * Every bounded collection is cut by a rule that depends on its contents alone (the smallest keys, the latest
 * interactions): what one cut drops, every other cut drops too.
 */
export type ProfileState = Omit<ProfileRow, "id" | "mergedInto">;

/** Groups or event names that one profile keeps: an attacker with a public key must not grow a row without end. */
export const MAX_PROFILE_KEYS = 1_000;
/** Traits that one profile or group keeps; as many as one message can hold. */
export const MAX_TRAITS = LIMITS.keys;
/** Longest trait that is kept, UTF-16 code units of its JSON: every new event of a person rewrites all of them. */
export const MAX_TRAIT_LENGTH = 2_048;
/** Longest name of a trait that is kept, UTF-16 code units. */
const MAX_TRAIT_NAME_LENGTH = 255;
/** Categories of consent that one profile keeps, and the longest name of one, UTF-16 code units. */
const MAX_CONSENTS = 50;
const MAX_CONSENT_NAME = 100;
/** Latest item interactions that one profile keeps. */
export const MAX_RECENT_ITEMS = 40;

const NEVER_BEFORE = "9999-12-31T23:59:59.999Z";
const NEVER_AFTER = "0000-01-01T00:00:00.000Z";

/** A profile of no events: the neutral element of `mergeProfileStates`. */
export function emptyProfileState(): ProfileState {
  return {
    userId: null,
    userIdVersion: null,
    traits: keyed({}),
    traitVersions: keyed({}),
    groups: keyed({}),
    counters: keyed({}),
    eventCount: 0,
    firstSeenAt: NEVER_BEFORE,
    lastSeenAt: NEVER_AFTER,
    firstTouch: null,
    lastTouch: null,
    recentItems: [],
    consent: keyed({}),
  };
}

/** A state of its own, safe to fold into: its maps have no prototype, so an event may be named `constructor`. */
export function copyProfileState(state: ProfileState): ProfileState {
  return {
    ...state,
    traits: keyed(state.traits),
    traitVersions: keyed(state.traitVersions),
    groups: keyed(state.groups),
    counters: keyed(state.counters),
    consent: keyed(state.consent),
  };
}

/** What two parts of one person's events make together. */
export function mergeProfileStates(a: ProfileState, b: ProfileState): ProfileState {
  const merged = copyProfileState(a);
  merged.eventCount += b.eventCount;
  if (b.userId !== null && b.userIdVersion) keepUserId(merged, b.userId, b.userIdVersion);
  for (const [key, version] of Object.entries(b.traitVersions)) setTrait(merged, key, b.traits[key], version);
  for (const [id, version] of Object.entries(b.groups)) keepEarliest(merged.groups, id, version);
  for (const [name, count] of Object.entries(b.counters)) merged.counters[name] = (merged.counters[name] ?? 0) + count;
  keepSeen(merged, b.firstSeenAt, b.lastSeenAt);
  if (b.firstTouch) keepTouch(merged, b.firstTouch);
  if (b.lastTouch) keepTouch(merged, b.lastTouch);
  keepItems(merged, b.recentItems);
  for (const [category, decided] of Object.entries(b.consent)) setConsent(merged, category, decided);
  cutKeys(merged);
  return merged;
}

/** The order of last-writer-wins: event time, then message id. Zero only for the same message. */
export function compareVersions(a: Version, b: Version): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  if (a[1] === b[1]) return 0;
  return a[1] < b[1] ? -1 : 1;
}

/** What holds traits: a profile or a group. */
type TraitState = Pick<ProfileState, "traits" | "traitVersions">;

/** Sets a trait unless a later message has set it. One that is too long leaves the trait as it was: the event keeps it. */
export function setTrait(state: TraitState, key: string, value: unknown, version: Version): void {
  const current = state.traitVersions[key];
  if (current && compareVersions(current, version) >= 0) return;
  if (!isKept(key, value)) return;
  state.traits[key] = value;
  state.traitVersions[key] = version;
}

/** Depends on the trait alone, so that the fold stays without order. */
function isKept(key: string, value: unknown): boolean {
  if (key.length > MAX_TRAIT_NAME_LENGTH) return false;
  if (typeof value !== "string" && typeof value !== "object") return true;
  if (typeof value === "string" && value.length > MAX_TRAIT_LENGTH) return false;
  return JSON.stringify(value).length <= MAX_TRAIT_LENGTH;
}

/** Takes over a user id unless an earlier message identified the person. */
export function keepUserId(state: ProfileState, userId: string, version: Version): void {
  if (state.userIdVersion && compareVersions(state.userIdVersion, version) <= 0) return;
  state.userId = userId;
  state.userIdVersion = version;
}

/** Remembers when a group was joined first. */
export function keepEarliest(groups: Record<string, Version>, id: string, version: Version): void {
  const current = groups[id];
  if (!current || compareVersions(version, current) < 0) groups[id] = version;
}

/** Takes over a decision about a category of consent unless a later message holds another one; its text likewise. */
export function setConsent(state: ProfileState, category: string, decided: ConsentState): void {
  if (category.length > MAX_CONSENT_NAME) return;
  state.consent[category] = latestConsent(state.consent[category], decided);
}

/** What two decisions about one category are together. */
export function latestConsent(known: ConsentState | undefined, decided: ConsentState): ConsentState {
  if (!known) return decided;
  const { granted, version } = compareVersions(known.version, decided.version) < 0 ? decided : known;
  const text =
    known.text && decided.text
      ? compareVersions(known.text.at, decided.text.at) < 0
        ? decided.text
        : known.text
      : (known.text ?? decided.text);
  return text ? { granted, version, text } : { granted, version };
}

/** Widens the span of first and last seen. RFC 3339 texts of one form compare like their times. */
export function keepSeen(state: ProfileState, first: string, last: string): void {
  if (first < state.firstSeenAt) state.firstSeenAt = first;
  if (last > state.lastSeenAt) state.lastSeenAt = last;
}

/** Keeps a touch if it is the first or the last. */
export function keepTouch(state: ProfileState, touch: TouchState): void {
  if (!state.firstTouch || compareVersions(touch.version, state.firstTouch.version) < 0) state.firstTouch = touch;
  if (!state.lastTouch || compareVersions(touch.version, state.lastTouch.version) > 0) state.lastTouch = touch;
}

/** Keeps the latest distinct interactions. */
export function keepItems(state: ProfileState, items: readonly ItemState[]): void {
  if (items.length === 0) return;
  const all = [...state.recentItems, ...items].sort(compareItems);
  state.recentItems = all.filter((item, i) => i === 0 || compareItems(item, all[i - 1] ?? item) !== 0);
  state.recentItems.length = Math.min(state.recentItems.length, MAX_RECENT_ITEMS);
}

/** Cuts the open-ended maps to their smallest keys. A key that is cut once stays cut, as smaller ones never go away. */
export function cutKeys(state: ProfileState): void {
  cutTraits(state);
  if (Object.keys(state.counters).length > MAX_PROFILE_KEYS)
    state.counters = smallest(state.counters, MAX_PROFILE_KEYS);
  if (Object.keys(state.consent).length > MAX_CONSENTS) state.consent = smallest(state.consent, MAX_CONSENTS);
  if (Object.keys(state.groups).length > MAX_PROFILE_KEYS) state.groups = smallest(state.groups, MAX_PROFILE_KEYS);
}

/** Cuts the traits of a profile or a group to their smallest names. */
export function cutTraits(state: TraitState): void {
  if (Object.keys(state.traitVersions).length <= MAX_TRAITS) return;
  state.traitVersions = smallest(state.traitVersions, MAX_TRAITS);
  const kept = Object.keys(state.traitVersions).map((key) => [key, state.traits[key]]);
  state.traits = keyed(Object.fromEntries(kept));
}

function smallest<T>(map: Record<string, T>, count: number): Record<string, T> {
  const entries = Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
  return keyed(Object.fromEntries(entries.slice(0, count)));
}

/** Without a prototype, so that a key may be named `constructor`. */
export function keyed<T>(map: Record<string, T>): Record<string, T> {
  return Object.assign(Object.create(null), map);
}

/** Latest first; then by item and action, so that equal times have one order. */
function compareItems(a: ItemState, b: ItemState): number {
  if (a[2] !== b[2]) return b[2] - a[2];
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  if (a[1] !== b[1]) return a[1] < b[1] ? -1 : 1;
  return 0;
}
