import { parseDuration } from "@rapport/contracts/duration";
import type { EventFilter, EventMatcher, EventWindow, LeafRule } from "@rapport/contracts/segment-rules";
import { SEGMENT_EVENTS } from "@rapport/contracts/segment-rules";
import type { EventMatcher as Matcher } from "@rapport/engine/segments/program";
import { compileTest } from "./compile-comparison.ts";

const FOREVER = Number.POSITIVE_INFINITY;
const IGNORED = Object.values(SEGMENT_EVENTS);

/** A matcher of a rule, ready to run; the fixed bounds of a window become part of it. */
export function compileMatcher(matcher: EventMatcher, window?: EventWindow | undefined): Matcher {
  return {
    name: matcher.event,
    ignored: IGNORED,
    type: matcher.messageType,
    sinceMs: window && "since" in window ? Date.parse(window.since) : -FOREVER,
    untilMs: window && "until" in window && window.until !== undefined ? Date.parse(window.until) : FOREVER,
    where: compileFilters(matcher.where),
  };
}

/** Filters on what came with an event. */
export function compileFilters(filters: readonly EventFilter[] = []): Matcher["where"] {
  return filters.map(({ in: part = "properties", path, is }) => ({ part, ...compileTest(path, is) }));
}

/** How far back a window reaches from now, ms; infinite where it does not move. */
export function windowMs(window: EventWindow | undefined): number {
  return window && "last" in window ? (parseDuration(window.last) ?? 0) : FOREVER;
}

/** Identify messages that set a trait to this value, and those that set it to another. */
export function compileRun({ path, value }: Extract<LeafRule, { type: "has_been" }>): {
  holds: Matcher;
  breaks: Matcher;
} {
  const identify = { ...compileMatcher({ event: "identify", messageType: "identify" }), where: [] };
  const equal = { part: "traits", ...compileTest(path, { operator: "equals", value }) } as const;
  const set = { part: "traits", ...compileTest(path.slice(0, 1), { operator: "exists" }) } as const;
  return {
    holds: { ...identify, where: [equal] },
    breaks: { ...identify, where: [set, { ...equal, negated: true }] },
  };
}
