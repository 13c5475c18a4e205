import type { Identity, IdentityRow } from "@rapport/store/queries/identities";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { deriveProfileId } from "./derive-profile-id.ts";

/** One profile that became part of another. */
export type ProfileMerge = {
  from: string;
  to: string;
  /** The event that says so. */
  event: EnrichedEvent;
  /** Ids of this batch that led to `from`; the store knows those of earlier ones. */
  identities: Identity[];
  /** Those of the batch's ids that led to `from` when it began. */
  began: Identity[];
  /** Those that lead to `from` only since the batch began, and led to somebody else before. */
  joined: Identity[];
};

const KINDS = ["user", "anonymous"] as const;
const NO_BIRTHS: ReadonlyMap<string, string> = new Map();

/** What resolving a batch changes. */
export type IdentityResolution = {
  /** Profile of each event, in the order of the events; merges of this batch are followed. */
  profileIds: string[];
  /** Ids that are new or point elsewhere now. */
  pointers: (Identity & { profileId: string })[];
  merges: ProfileMerge[];
};

/**
 * Decides whose events these are. Pure: `known` is what the store had.
 *
 * - An id that is new gets a profile of its own, or joins that of the other id in the same message.
 * - A device seen before its user signed in joins the user's profile (anonymous history becomes theirs).
 * - A device that already belongs to an identified person is pointed at the next one who signs in on it, from then
 *   on; the two people are never merged. That takes an alias by a secret key.
 * - An id whose person was erased gets another profile than that one, by what `births` holds under its kind and value.
 */
export function resolveIdentities(
  projectId: string,
  known: readonly IdentityRow[],
  events: readonly EnrichedEvent[],
  births: ReadonlyMap<string, string> = NO_BIRTHS,
): IdentityResolution {
  const graph = createGraph(projectId, known, births);
  const profileIds = events.map((event) => resolveEvent(graph, event));
  return {
    profileIds: profileIds.map(graph.root),
    pointers: [...graph.changed.values()].map((pointer) => ({ ...pointer, profileId: graph.root(pointer.profileId) })),
    merges: graph.merges,
  };
}

/** Every id that the events speak of. */
export function identitiesOf(events: readonly EnrichedEvent[]): Identity[] {
  // A set for each kind: a key of both for each event is a text that is hashed to find out that its person is known.
  const wanted = { user: new Set<string>(), anonymous: new Set<string>() };
  for (const event of events) {
    if (event.userId !== undefined) wanted.user.add(event.userId);
    if (event.anonymousId !== undefined) wanted.anonymous.add(event.anonymousId);
    for (const { kind, value } of previousIdentities(event)) wanted[kind].add(value);
  }
  return KINDS.flatMap((kind) => [...wanted[kind]].map((value): Identity => ({ kind, value })));
}

/**
 * Events that could join or re-point profiles. A late copy of one of these must not do it again, so the projector
 * looks for stored copies before resolving; all other events are idempotent.
 */
export function findLinkingEvents<E extends EnrichedEvent>(known: readonly IdentityRow[], events: readonly E[]): E[] {
  const profiles = new Map(known.map((row) => [keyOf(row), row.profileId]));
  const hasBoth = ({ userId, anonymousId }: E) => userId !== undefined && anonymousId !== undefined;
  const linking = events.filter((event) => event.type === "alias" || hasBoth(event));
  const changes = linking.some((event) => {
    const [user, anonymous] = eventIdentities(event).map((identity) => profiles.get(keyOf(identity)));
    return event.type === "alias" || user !== anonymous;
  });
  return changes ? linking : [];
}

function resolveEvent(graph: Graph, event: EnrichedEvent): string {
  const [first, second] = eventIdentities(event);
  if (!first) throw new TypeError("An event without any id reached the projector");
  const profileId = second ? link(graph, first, second, event) : (graph.get(first) ?? graph.create(first));
  const before = previousIdentities(event);
  const previous = before.find((identity) => graph.get(identity) !== undefined);
  const fallback = before.at(-1);
  if (previous) return joinAlias(graph, first, previous, event);
  if (fallback) graph.point(fallback, profileId);
  return profileId;
}

/** A message with both ids: user first. */
function link(graph: Graph, user: Identity, anonymous: Identity, event: EnrichedEvent): string {
  const userProfile = graph.get(user);
  const deviceProfile = graph.get(anonymous);
  if (deviceProfile === undefined) {
    const profileId = userProfile ?? graph.create(user);
    graph.point(anonymous, profileId);
    return profileId;
  }
  if (userProfile === deviceProfile) return deviceProfile;
  if (!graph.identified.has(deviceProfile)) {
    if (userProfile === undefined) return graph.point(user, deviceProfile);
    return graph.merge(deviceProfile, userProfile, event);
  }
  return graph.point(anonymous, userProfile ?? graph.create(user));
}

function joinAlias(graph: Graph, current: Identity, previous: Identity, event: EnrichedEvent): string {
  const to = graph.get(current) ?? graph.create(current);
  const from = graph.get(previous) ?? to;
  if (from === to) return to;
  const bothIdentified = graph.identified.has(from) && graph.identified.has(to);
  if (bothIdentified && !event.trusted) return to;
  const isFlipped = graph.identified.has(from) && !graph.identified.has(to);
  return isFlipped ? graph.merge(to, from, event) : graph.merge(from, to, event);
}

type Graph = ReturnType<typeof createGraph>;

function createGraph(projectId: string, known: readonly IdentityRow[], births: ReadonlyMap<string, string>) {
  const profileOf = new Map(known.map((row) => [keyOf(row), row.profileId]));
  const beganAt = new Map(profileOf);
  const began: Map<string, Identity[]> = Map.groupBy(known, (row) => row.profileId);
  const identified = new Set(known.filter((row) => row.identified || row.kind === "user").map((row) => row.profileId));
  const changed = new Map<string, Identity & { profileId: string }>();
  const mergedInto = new Map<string, string>();
  const merges: ProfileMerge[] = [];
  /** Pointers of this batch by the profile that they lead to. */
  const members = new Map<string, Map<string, Identity>>();

  function root(profileId: string): string {
    let current = profileId;
    for (let next = mergedInto.get(current); next !== undefined; next = mergedInto.get(current)) current = next;
    return current;
  }
  function get(identity: Identity): string | undefined {
    const profileId = profileOf.get(keyOf(identity));
    return profileId === undefined ? undefined : root(profileId);
  }
  function point(identity: Identity, profileId: string): string {
    const before = get(identity);
    if (before !== undefined) members.get(before)?.delete(keyOf(identity));
    membersOf(profileId).set(keyOf(identity), identity);
    profileOf.set(keyOf(identity), profileId);
    changed.set(keyOf(identity), { ...identity, profileId });
    if (identity.kind === "user") identified.add(profileId);
    return profileId;
  }
  function create(identity: Identity): string {
    return point(identity, deriveProfileId(projectId, identity, births.get(keyOf(identity))));
  }
  function membersOf(profileId: string): Map<string, Identity> {
    const known = members.get(profileId) ?? new Map<string, Identity>();
    members.set(profileId, known);
    return known;
  }
  function merge(from: string, to: string, event: EnrichedEvent): string {
    const moved = membersOf(from);
    const ofFrom = began.get(from) ?? [];
    const joined = [...moved.values()].filter((identity) => root(beganAt.get(keyOf(identity)) ?? from) !== from);
    merges.push({ from, to, event, identities: [...moved.values()], began: ofFrom.map(plain), joined });
    append(began, to, ofFrom);
    for (const [key, identity] of moved) membersOf(to).set(key, identity);
    members.delete(from);
    mergedInto.set(from, to);
    if (identified.has(from)) identified.add(to);
    return to;
  }
  return { root, get, point, create, merge, identified, changed, merges };
}

function eventIdentities(event: EnrichedEvent): Identity[] {
  const identities: Identity[] = [];
  if (event.userId !== undefined) identities.push({ kind: "user", value: event.userId });
  if (event.anonymousId !== undefined) identities.push({ kind: "anonymous", value: event.anonymousId });
  return identities;
}

const NONE: readonly Identity[] = [];

/** The other id of an alias: a user's if there is one of that name, else a device's. */
function previousIdentities(event: EnrichedEvent): readonly Identity[] {
  if (event.type !== "alias" || typeof event.payload.previousId !== "string") return NONE;
  const { previousId: value, previousKind } = event.payload;
  const both: Identity[] = [
    { kind: "user", value },
    { kind: "anonymous", value },
  ];
  // The product API says which one it means.
  const named = both.filter(({ kind }) => kind === previousKind);
  return named.length > 0 ? named : both;
}

function append<T>(lists: Map<string, T[]>, key: string, values: readonly T[]): void {
  const list = lists.get(key);
  if (list) list.push(...values);
  else lists.set(key, [...values]);
}

const plain = ({ kind, value }: Identity): Identity => ({ kind, value });

function keyOf(identity: Identity): string {
  return `${identity.kind}\0${identity.value}`;
}
