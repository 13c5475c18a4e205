import type { EventLeaf, EventMatcher, FactLeaf } from "@rapport/engine/segments/program";
import type { FactRow } from "@rapport/store/queries/segment-facts";
import type { CompiledSegment } from "./compiled-segment.ts";

/** Segments by their place in the project's list. */
export type Places = Set<number>;

/** What can change which segment: nothing else needs a look at it. */
export type Touches = {
  /** Leaves to feed by event name; `anyName` are fed with every event. */
  leavesByName: ReadonlyMap<string, readonly EventLeaf[]>;
  anyName: readonly EventLeaf[];
  /** Segments of a leaf, by its number. */
  byLeaf: ReadonlyMap<string, Places>;
  /** By the trait that an identify sets. */
  byTrait: ReadonlyMap<string, Places>;
  /** Those that look at what every event moves, such as the time last seen. */
  byAnyEvent: Places;
  byGroup: Places;
  byList: Places;
  /** By the key of a computed trait. */
  byComputed: ReadonlyMap<string, Places>;
  byConsent: Places;
  /** Where else to look for what rules ask of people. */
  factKinds: ReadonlySet<FactRow["kind"]>;
  /** Names of the events that leaves speak of; undefined = all. */
  names: readonly string[] | undefined;
};

/** Turns round what segments look at. */
export function indexTouches(segments: readonly CompiledSegment[]): Touches {
  const byName = new Map<string, Map<string, EventLeaf>>();
  const anyName = new Map<string, EventLeaf>();
  const byLeaf = new Map<string, Places>();
  const facts = startFacts();
  for (const [place, { program }] of segments.entries()) {
    for (const leaf of program.leaves) {
      if (!("id" in leaf)) {
        addFact(facts, leaf, place);
        continue;
      }
      addTo(byLeaf, leaf.id, place);
      const names = namesOf(leaf);
      if (!names) anyName.set(leaf.id, leaf);
      for (const name of names ?? []) byName.set(name, (byName.get(name) ?? new Map()).set(leaf.id, leaf));
    }
  }
  return {
    leavesByName: new Map([...byName].map(([name, leaves]) => [name, [...leaves.values()]])),
    anyName: [...anyName.values()],
    byLeaf,
    ...facts,
    names: anyName.size > 0 ? undefined : [...byName.keys()],
  };
}

function startFacts() {
  return {
    byTrait: new Map<string, Places>(),
    byComputed: new Map<string, Places>(),
    byAnyEvent: new Set<number>(),
    byGroup: new Set<number>(),
    byConsent: new Set<number>(),
    byList: new Set<number>(),
    factKinds: new Set<FactRow["kind"]>(),
  };
}

/** Kinds of what is no part of the profile; it changes by itself, and whoever changes it asks for a look. */
const KINDS: Readonly<Record<string, FactRow["kind"]>> = {
  computed: "computed",
  intents: "score",
  scores: "score",
  clusters: "cluster",
};

function addFact(facts: ReturnType<typeof startFacts>, leaf: FactLeaf, place: number): void {
  if (leaf.kind === "list") facts.byList.add(place);
  if (leaf.kind !== "value") return;
  const kind = KINDS[leaf.source];
  const name = leaf.test.path[0] ?? "";
  if (kind) facts.factKinds.add(kind);
  if (leaf.source === "computed") addTo(facts.byComputed, name, place);
  else if (leaf.source === "traits") addTo(facts.byTrait, name, place);
  else if (leaf.source === "groups") facts.byGroup.add(place);
  else if (leaf.source === "consent") facts.byConsent.add(place);
  else if (leaf.source === "profile") facts.byAnyEvent.add(place);
}

/** Names of the events that a leaf may take; undefined = any. */
function namesOf(leaf: EventLeaf): Set<string> | undefined {
  const names = new Set<string>();
  for (const { name } of matchersOf(leaf)) {
    if (name === undefined) return undefined;
    names.add(name);
  }
  return names;
}

function matchersOf(leaf: EventLeaf): EventMatcher[] {
  switch (leaf.kind) {
    case "count":
    case "edge":
      return [leaf.matcher];
    case "run":
      return [leaf.holds, leaf.breaks];
    case "sequence":
      return leaf.steps.flatMap(({ matcher, without }) => (without ? [matcher, without] : [matcher]));
    case "absence":
      return [...leaf.steps.flatMap(({ matcher, without }) => (without ? [matcher, without] : [matcher])), leaf.unless];
  }
}

function addTo(map: Map<string, Places>, key: string, place: number): void {
  const places = map.get(key);
  if (places) places.add(place);
  else map.set(key, new Set([place]));
}
