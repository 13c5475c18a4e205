/** A single JSON value. */
export type Scalar = string | number | boolean;

/** A test of one value, made ready: expressions compiled, times in ms since the epoch. */
export type Comparison =
  | { kind: "equals"; values: readonly Scalar[] }
  | { kind: "exists" }
  | { kind: "contains"; value: Scalar }
  | { kind: "starts_with" | "ends_with"; value: string }
  | { kind: "matches"; test: (text: string) => boolean }
  /** Open bounds are exclusive. */
  | { kind: "range"; min: number; max: number; minOpen: boolean; maxOpen: boolean }
  /** `afterMs` < time < `beforeMs`. */
  | { kind: "time"; afterMs: number; beforeMs: number }
  /** now + `fromMs` < time ≤ now + `toMs`; infinite where there is no bound. */
  | { kind: "relative"; fromMs: number; toMs: number };

/** A test of what is found at a path of an object; `negated` turns it round, so that it holds of what is missing. */
export type ValueTest = { path: readonly string[]; is: Comparison; negated: boolean };

/** Which part of an event a test looks at. */
export type EventPart = "properties" | "context" | "traits";

/** Which events a leaf speaks of; all parts must hold. */
export type EventMatcher = {
  /** undefined = any but `ignored`. */
  name: string | undefined;
  ignored: readonly string[];
  type: string | undefined;
  /** `sinceMs` ≤ time < `untilMs`; infinite where there is no bound. */
  sinceMs: number;
  untilMs: number;
  where: readonly (ValueTest & { part: EventPart })[];
};

/** One step of a sequence: at most `withinMs` after the step before, with nothing of `without` between the two. */
export type SequenceStep = { matcher: EventMatcher; withinMs: number; without: EventMatcher | undefined };

/** Conditions on what a person did. The `id` names the leaf's state: leaves that mean the same have the same. */
export type EventLeaf =
  /** `min` ≤ events ≤ `max` among those with time > now − `windowMs`. */
  | { kind: "count"; id: string; matcher: EventMatcher; min: number; max: number; windowMs: number }
  /** The first or last event that matches passes `having`, and its time is > now − `windowMs`. */
  | {
      kind: "edge";
      id: string;
      which: "first" | "last";
      matcher: EventMatcher;
      having: EventMatcher["where"];
      windowMs: number;
    }
  /** The steps were completed, the last time at > now − `windowMs`. */
  | { kind: "sequence"; id: string; steps: readonly SequenceStep[]; windowMs: number }
  /** The first completion since the last `unless` is `forMs` or longer ago, and at > now − `windowMs`. */
  | {
      kind: "absence";
      id: string;
      steps: readonly SequenceStep[];
      unless: EventMatcher;
      forMs: number;
      windowMs: number;
    }
  /** `holds` came after the last `breaks`, `forMs` or longer ago. */
  | { kind: "run"; id: string; holds: EventMatcher; breaks: EventMatcher; forMs: number };

/** Conditions on what a person is. */
export type FactLeaf =
  | { kind: "value"; source: string; test: ValueTest }
  | { kind: "list"; name: string }
  /** `from` ≤ the person's place under this salt < `to`. */
  | { kind: "bucket"; salt: string; from: number; to: number };

/** How leaves make one answer; a leaf is named by its place in the program. */
export type Expression =
  | { op: "constant"; value: boolean }
  | { op: "leaf"; index: number }
  | { op: "and" | "or"; of: readonly Expression[] }
  | { op: "not"; of: Expression };

/** A rule made ready to run. */
export type Program = { leaves: readonly (EventLeaf | FactLeaf)[]; root: Expression };

/** An event as leaves see it. */
export type SegmentEvent = {
  /** De-duplication key of the message, lower-case UUID: the order of events of one time. */
  id: string;
  name: string;
  type: string;
  timeMs: number;
  properties: Record<string, unknown>;
  context: Record<string, unknown>;
  traits: Record<string, unknown>;
};

/** What is known of a person besides events. */
export type Facts = {
  /** Objects that value leaves look into, by source. */
  sources: Readonly<Record<string, Record<string, unknown>>>;
  lists: ReadonlySet<string>;
  /** The person's place under a salt, a whole number in [0, 2^32). */
  placeOf: (salt: string) => number;
};

/** Time and id: the order of events. */
export type Mark = readonly [timeMs: number, id: string];

/**
 * What a leaf remembers of a person's events, JSON of bounded size.
 * count without a window: how many, up to what matters. count with one: the latest times, latest first, up to what
 * matters. edge: the event's mark and whether it passes. sequence: per step the latest event that completes the steps up
 * to it. absence: the same, and the first completion since the last `unless`. run: last break, first hold after it.
 */
export type LeafState =
  | { n: number }
  | { times: number[] }
  | { at: Mark; ok: boolean }
  | { seen: Mark; reached: (Mark | null)[]; first?: Mark | null }
  | { seen: Mark; since: Mark | null };

/** States of one person by leaf id; a leaf without one has seen no event. */
export type SegmentState = Record<string, LeafState>;

/** An answer, and the first time at which it may change though nothing happens; infinite when never. */
export type Verdict = { holds: boolean; untilMs: number };
