import { testValue } from "./compare-value.ts";
import type { EventLeaf, Expression, FactLeaf, Facts, LeafState, Program, SegmentState, Verdict } from "./program.ts";

const NEVER = Number.POSITIVE_INFINITY;
const NO_OBJECT: Record<string, unknown> = {};

/** One person at one time, as a program sees them. */
export type Subject = { facts: Facts; state: Readonly<SegmentState>; nowMs: number };

/**
 * Whether a person belongs, and the first time at which that may change though nothing happens. The time is exact for each
 * leaf; for the whole it is the earliest of all leaves, so that a look at it may find everything as it was, but nothing can
 * change before it.
 */
export function evaluateProgram(program: Program, subject: Subject): Verdict {
  const verdicts = program.leaves.map((leaf) => evaluateLeaf(leaf, subject));
  const untilMs = verdicts.reduce((first, verdict) => Math.min(first, verdict.untilMs), NEVER);
  return { holds: evaluateExpression(program.root, verdicts), untilMs };
}

/** One leaf for one person at one time. */
function evaluateLeaf(leaf: EventLeaf | FactLeaf, { facts, state, nowMs }: Subject): Verdict {
  switch (leaf.kind) {
    case "value":
      return testValue(facts.sources[leaf.source] ?? NO_OBJECT, leaf.test, nowMs);
    case "list":
      return { holds: facts.lists.has(leaf.name), untilMs: NEVER };
    case "bucket": {
      const place = facts.placeOf(leaf.salt);
      return { holds: place >= leaf.from && place < leaf.to, untilMs: NEVER };
    }
    default:
      return evaluateEventLeaf(leaf, state[leaf.id], nowMs);
  }
}

/** What leaves make together. */
function evaluateExpression(expression: Expression, verdicts: readonly Verdict[]): boolean {
  switch (expression.op) {
    case "constant":
      return expression.value;
    case "leaf":
      return verdicts[expression.index]?.holds ?? false;
    case "not":
      return !evaluateExpression(expression.of, verdicts);
    case "and":
      return expression.of.every((part) => evaluateExpression(part, verdicts));
    case "or":
      return expression.of.some((part) => evaluateExpression(part, verdicts));
  }
}

function evaluateEventLeaf(leaf: EventLeaf, state: LeafState | undefined, nowMs: number): Verdict {
  switch (leaf.kind) {
    case "count":
      return evaluateCount(leaf, state, nowMs);
    case "edge":
      if (!state || !("at" in state) || !state.ok) return { holds: false, untilMs: NEVER };
      return leavesAt(state.at[0], leaf.windowMs, nowMs);
    case "sequence": {
      const done = state && "reached" in state ? state.reached.at(-1) : undefined;
      return done ? leavesAt(done[0], leaf.windowMs, nowMs) : { holds: false, untilMs: NEVER };
    }
    case "absence":
      return evaluateSpan(state && "reached" in state ? state.first : undefined, leaf, nowMs);
    case "run":
      return evaluateSpan(state && "since" in state ? state.since : undefined, { ...leaf, windowMs: NEVER }, nowMs);
  }
}

function evaluateCount(
  { min, max, windowMs }: Extract<EventLeaf, { kind: "count" }>,
  state: LeafState | undefined,
  nowMs: number,
): Verdict {
  if (windowMs === NEVER) {
    const n = state && "n" in state ? state.n : 0;
    return { holds: n >= min && n <= max, untilMs: NEVER };
  }
  const times = state && "times" in state ? state.times : [];
  const outside = times.findIndex((time) => time <= nowMs - windowMs);
  const n = outside === -1 ? times.length : outside;
  if (n < min) return { holds: false, untilMs: NEVER };
  // It changes when the last event too many, or the last one that is needed, leaves the window.
  const last = n > max ? times[max] : min === 0 ? undefined : times[min - 1];
  return { holds: n <= max, untilMs: last === undefined ? NEVER : last + windowMs };
}

/** True from `timeMs` until the window has passed over it. */
function leavesAt(timeMs: number, windowMs: number, nowMs: number): Verdict {
  const holds = timeMs > nowMs - windowMs;
  return { holds, untilMs: holds ? timeMs + windowMs : NEVER };
}

/** True from `forMs` after the mark until the window has passed over it. */
function evaluateSpan(
  mark: readonly [number, string] | null | undefined,
  { forMs, windowMs }: { forMs: number; windowMs: number },
  nowMs: number,
): Verdict {
  if (!mark) return { holds: false, untilMs: NEVER };
  const [timeMs] = mark;
  const leaving = leavesAt(timeMs, windowMs, nowMs);
  if (!leaving.holds || nowMs >= timeMs + forMs) return leaving;
  return { holds: false, untilMs: timeMs + forMs };
}
