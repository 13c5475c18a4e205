import type { Applied } from "./applied.ts";
import { applySequence } from "./apply-sequence.ts";
import { isBefore, markOf, matchEvent, passesFilters } from "./match-event.ts";
import type { EventLeaf, LeafState, SegmentEvent } from "./program.ts";

const UNCHANGED = { kind: "unchanged" } as const;
const STALE = { kind: "stale" } as const;

/**
 * Adds one event, which must be a new one, to what a leaf remembers. Counts and edges take events in any order; sequences
 * and runs need them by time and id and call themselves stale otherwise. O(k) for k times kept, O(steps) for sequences.
 */
export function applyEvent(leaf: EventLeaf, state: LeafState | undefined, event: SegmentEvent): Applied {
  switch (leaf.kind) {
    case "count":
      return matchEvent(leaf.matcher, event) ? applyCount(leaf, state, event) : UNCHANGED;
    case "edge":
      return matchEvent(leaf.matcher, event) ? applyEdge(leaf, state, event) : UNCHANGED;
    case "sequence":
    case "absence":
      return applySequence(leaf, state, event);
    case "run":
      return applyRun(leaf, state, event);
  }
}

/** How many times a counting leaf has to know: one more than the most it allows, else as many as it asks for. */
function countedTimes({ min, max }: { min: number; max: number }): number {
  return Number.isFinite(max) ? max + 1 : Math.max(min, 1);
}

function applyCount(
  leaf: Extract<EventLeaf, { kind: "count" }>,
  state: LeafState | undefined,
  event: SegmentEvent,
): Applied {
  const most = countedTimes(leaf);
  if (leaf.windowMs === Number.POSITIVE_INFINITY) {
    const n = state && "n" in state ? state.n : 0;
    return n >= most ? UNCHANGED : { kind: "changed", state: { n: n + 1 } };
  }
  const times = state && "times" in state ? state.times : [];
  const place = times.findIndex((time) => time <= event.timeMs);
  const at = place === -1 ? times.length : place;
  if (at >= most) return UNCHANGED;
  return { kind: "changed", state: { times: times.toSpliced(at, 0, event.timeMs).slice(0, most) } };
}

function applyEdge(
  leaf: Extract<EventLeaf, { kind: "edge" }>,
  state: LeafState | undefined,
  event: SegmentEvent,
): Applied {
  const at = markOf(event);
  const known = state && "at" in state ? state.at : undefined;
  if (known && (leaf.which === "last" ? !isBefore(known, at) : !isBefore(at, known))) return UNCHANGED;
  return { kind: "changed", state: { at, ok: passesFilters(leaf.having, event) } };
}

function applyRun(
  leaf: Extract<EventLeaf, { kind: "run" }>,
  state: LeafState | undefined,
  event: SegmentEvent,
): Applied {
  const holds = matchEvent(leaf.holds, event);
  const breaks = matchEvent(leaf.breaks, event);
  if (!holds && !breaks) return UNCHANGED;
  const known = state && "since" in state ? state : undefined;
  const seen = markOf(event);
  if (known && !isBefore(known.seen, seen)) return STALE;
  const since = breaks ? null : (known?.since ?? seen);
  return { kind: "changed", state: { seen, since } };
}
