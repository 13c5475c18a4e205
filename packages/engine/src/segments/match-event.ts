import { testValue } from "./compare-value.ts";
import type { EventMatcher, Mark, SegmentEvent } from "./program.ts";

/** Whether an event is one that a leaf speaks of. */
export function matchEvent(matcher: EventMatcher, event: SegmentEvent): boolean {
  if (matcher.name === undefined ? matcher.ignored.includes(event.name) : matcher.name !== event.name) return false;
  if (matcher.type !== undefined && matcher.type !== event.type) return false;
  if (event.timeMs < matcher.sinceMs || event.timeMs >= matcher.untilMs) return false;
  return passesFilters(matcher.where, event);
}

/** Whether an event passes all of these tests; none of them looks at the clock. */
export function passesFilters(where: EventMatcher["where"], event: SegmentEvent): boolean {
  return where.every((test) => testValue(event[test.part], test, 0).holds);
}

export const markOf = ({ timeMs, id }: SegmentEvent): Mark => [timeMs, id];

/** True when `a` comes before `b`. */
export function isBefore(a: Mark, b: Mark): boolean {
  return a[0] === b[0] ? a[1] < b[1] : a[0] < b[0];
}
