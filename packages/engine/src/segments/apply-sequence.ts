import type { Applied } from "./applied.ts";
import { isBefore, markOf, matchEvent } from "./match-event.ts";
import type { EventLeaf, LeafState, Mark, SegmentEvent } from "./program.ts";

type SequenceLeaf = Extract<EventLeaf, { kind: "sequence" | "absence" }>;

/**
 * One step of the automaton that finds ordered events: per step it keeps the latest event which completes the steps up to
 * it. The latest is enough: it leaves the shortest way to the next step, and the least room for what must not lie between.
 */
export function applySequence(leaf: SequenceLeaf, state: LeafState | undefined, event: SegmentEvent): Applied {
  const matched = leaf.steps.map(({ matcher }) => matchEvent(matcher, event));
  const cleared = leaf.steps.map(({ without }) => without !== undefined && matchEvent(without, event));
  const ended = leaf.kind === "absence" && matchEvent(leaf.unless, event);
  if (!ended && !matched.includes(true) && !cleared.includes(true)) return { kind: "unchanged" };
  const known = state && "reached" in state ? state : undefined;
  const seen = markOf(event);
  if (known && !isBefore(known.seen, seen)) return { kind: "stale" };
  const before = known?.reached ?? leaf.steps.map(() => null);
  // An event may end a way and complete a step at once: what it completes starts from what was reached before it.
  const reached = leaf.steps.map((_, i): Mark | null => {
    if (matched[i] && continues(leaf, i, before, seen)) return seen;
    return cleared[i + 1] ? null : (before[i] ?? null);
  });
  if (leaf.kind === "sequence") return { kind: "changed", state: { seen, reached } };
  const completed = reached.at(-1) === seen ? seen : null;
  const first = ended ? completed : (known?.first ?? completed);
  return { kind: "changed", state: { seen, reached, first } };
}

/** Whether an event at `seen` that matches step `i` comes after the step before, in time. */
function continues(leaf: SequenceLeaf, i: number, before: readonly (Mark | null)[], seen: Mark): boolean {
  if (i === 0) return true;
  const previous = before[i - 1];
  const withinMs = leaf.steps[i]?.withinMs ?? 0;
  return previous !== null && previous !== undefined && seen[0] - previous[0] <= withinMs;
}
