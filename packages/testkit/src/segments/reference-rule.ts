import { createHash } from "node:crypto";
import type { EventFilter, EventMatcher, EventWindow, LeafRule, SegmentRule } from "@rapport/contracts/segment-rules";
import type { Person, PersonEvent } from "./person.ts";
import { referenceComparison } from "./reference-comparison.ts";
import { durationMs } from "./reference-duration.ts";

/** What a rule may name: other segments, and the numbers that people had when a percentile's lines were drawn last. */
export type ReferenceNames = {
  ruleOf: (id: string) => SegmentRule | undefined;
  numbersOf: (of: Percentile) => readonly number[] | undefined;
};
type Percentile = Extract<LeafRule, { type: "percentile" }>;
const NO_NAMES: ReferenceNames = { ruleOf: () => undefined, numbersOf: () => undefined };

/**
 * Whether a person belongs at a time, by looking at everything they ever did: no state, no compilation, no cleverness. The
 * measure for the engines, which must say the same.
 */
export function referenceRule(rule: SegmentRule, person: Person, nowMs: number, names = NO_NAMES): boolean {
  switch (rule.type) {
    case "and":
      return rule.nodes.every((node) => referenceRule(node, person, nowMs, names));
    case "or":
      return rule.nodes.some((node) => referenceRule(node, person, nowMs, names));
    case "not":
      return !referenceRule(rule.node, person, nowMs, names);
    case "segment": {
      const named = names.ruleOf(rule.id);
      if (!named) throw new Error(`There is no segment ${rule.id}`);
      return referenceRule(named, person, nowMs, names);
    }
    case "percentile":
      return referencePercentile(rule, person, names.numbersOf(rule));
    default:
      return referenceLeaf(rule, person, nowMs);
  }
}

/** The number of a person that a percentile is of; undefined for who has none. */
export function percentileNumber(rule: Percentile, person: Person): number | undefined {
  const value = rule.in === "computed" ? person.computed[rule.path[0] ?? ""] : at(person.traits, rule.path);
  return typeof value === "number" ? value : undefined;
}

/** The smallest number that so many percent of people have at most; above the last line and below the first there is no end. */
function referencePercentile(rule: Percentile, person: Person, numbers: readonly number[] | undefined): boolean {
  const value = percentileNumber(rule, person);
  if (value === undefined || !numbers || numbers.length === 0) return false;
  const sorted = numbers.toSorted((a, b) => a - b);
  const line = (percent: number) => {
    const share = Math.round(percent * 10) / 1_000;
    return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN;
  };
  return (rule.from === 0 || value >= line(rule.from)) && (rule.to === 100 || value <= line(rule.to));
}

type PlainRule = Exclude<LeafRule, { type: "segment" | "percentile" }>;

function referenceLeaf(rule: PlainRule, person: Person, nowMs: number): boolean {
  switch (rule.type) {
    case "everyone":
      return true;
    case "trait":
      return referenceComparison(at(person.traits, rule.path), rule.is, nowMs);
    case "email":
      return typeof person.traits.email === "string" && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(person.traits.email);
    case "profile":
      return referenceComparison(person.profile[rule.field], rule.is, nowMs);
    case "group":
      return person.groups.includes(rule.id);
    case "list":
      return person.lists.includes(rule.name);
    case "bucket": {
      const digest = createHash("sha256").update(`${rule.salt}/${person.profileId}`).digest();
      const percent = (digest.readUInt32BE(0) / 2 ** 32) * 100;
      return percent >= rule.from && percent < rule.to;
    }
    case "computed":
      return referenceComparison(person.computed[rule.key], rule.is, nowMs);
    case "consent": {
      const decided = person.consent[rule.category];
      return rule.state === (decided === undefined ? "unknown" : decided ? "granted" : "denied");
    }
    case "intent":
      return referenceComparison(person.scores[`intent:${rule.goal}`], rule.is, nowMs);
    case "score":
      return referenceComparison(person.scores[rule.name], rule.is, nowMs);
    case "cluster":
      return person.clusters.includes(rule.id);
    default:
      return referenceHistory(rule, person.events.toSorted(byTime), nowMs);
  }
}

type HistoryRule = Extract<
  LeafRule,
  { type: "performed" | "first_performed" | "last_performed" | "sequence" | "has_been" }
>;

function referenceHistory(rule: HistoryRule, events: readonly PersonEvent[], nowMs: number): boolean {
  switch (rule.type) {
    case "performed": {
      const count = events.filter((event) => matches(rule, event) && inWindow(rule.window, event, nowMs)).length;
      if (!rule.times) return count > 0;
      const { min = rule.times.max === undefined ? 1 : 0, max = count } = rule.times;
      return count >= min && count <= max;
    }
    case "first_performed":
    case "last_performed": {
      // The end of a window that moves cuts by now; fixed bounds choose among the events.
      const fixed = rule.window && !("last" in rule.window) ? rule.window : undefined;
      const all = events.filter((event) => matches(rule, event) && inWindow(fixed, event, nowMs));
      const event = rule.type === "first_performed" ? all[0] : all.at(-1);
      return event !== undefined && inWindow(rule.window, event, nowMs) && passes(rule.having, event);
    }
    case "has_been": {
      const [trait = ""] = rule.path;
      const writes = events.filter((event) => event.type === "identify" && (event.traits[trait] ?? null) !== null);
      const broken = writes.findLastIndex((event) => at(event.traits, rule.path) !== rule.value);
      const since = writes[broken + 1];
      return since !== undefined && since.timeMs <= nowMs - durationMs(rule.for);
    }
    case "sequence":
      return referenceSequence(rule, events, nowMs);
  }
}

/** Tries every way through the steps. */
function referenceSequence(
  rule: Extract<LeafRule, { type: "sequence" }>,
  events: readonly PersonEvent[],
  nowMs: number,
): boolean {
  const reach = (step: number, from: number): number[] => {
    const { within, without, ...matcher } = rule.steps[step] ?? {};
    const ends: number[] = [];
    for (let i = from + 1; i < events.length; i++) {
      const [event, before] = [events[i], events[from]];
      if (!event || !matches(matcher, event)) continue;
      if (before && within && event.timeMs - before.timeMs > durationMs(within)) continue;
      if (before && without && events.slice(from + 1, i).some((between) => matches(without, between))) continue;
      ends.push(...(step === rule.steps.length - 1 ? [i] : reach(step + 1, i)));
    }
    return ends;
  };
  const fixed = rule.window && !("last" in rule.window) ? rule.window : undefined;
  const done = reach(0, -1)
    .map((i) => ({ i, event: events[i] }))
    .filter(({ event }) => event !== undefined && inWindow(fixed, event, nowMs))
    .sort((a, b) => a.i - b.i);
  if (!rule.unless) return done.some(({ event }) => event !== undefined && inWindow(rule.window, event, nowMs));
  const { for: wait, ...unless } = rule.unless;
  const ended = events.findLastIndex((event) => matches(unless, event));
  const event = done.find(({ i }) => i >= ended)?.event;
  return event !== undefined && event.timeMs <= nowMs - durationMs(wait) && inWindow(rule.window, event, nowMs);
}

function matches(matcher: EventMatcher, event: PersonEvent): boolean {
  if (matcher.event === undefined && ["Segment Entered", "Segment Exited"].includes(event.name)) return false;
  if (matcher.event !== undefined && matcher.event !== event.name) return false;
  if (matcher.messageType !== undefined && matcher.messageType !== event.type) return false;
  return passes(matcher.where, event);
}

function passes(filters: readonly EventFilter[] = [], event: PersonEvent): boolean {
  return filters.every(({ in: part = "properties", path, is }) => referenceComparison(at(event[part], path), is, 0));
}

function inWindow(window: EventWindow | undefined, { timeMs }: PersonEvent, nowMs: number): boolean {
  if (!window) return true;
  if ("last" in window) return timeMs > nowMs - durationMs(window.last);
  if ("since" in window && timeMs < Date.parse(window.since)) return false;
  return window.until === undefined || timeMs < Date.parse(window.until);
}

function at(object: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return object;
  if (typeof object !== "object" || object === null || Array.isArray(object) || !Object.hasOwn(object, first))
    return undefined;
  return at(Reflect.get(object, first), rest);
}

function byTime(a: PersonEvent, b: PersonEvent): number {
  if (a.timeMs !== b.timeMs) return a.timeMs - b.timeMs;
  return a.id < b.id ? -1 : 1;
}
