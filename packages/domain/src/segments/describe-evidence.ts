import { findValue } from "@rapport/engine/segments/compare-value";
import type { Subject } from "@rapport/engine/segments/evaluate-program";
import type { EventLeaf, FactLeaf, LeafState } from "@rapport/engine/segments/program";

const LONGEST_VALUE = 200;

/** What is known of a person that decides a condition, in words. */
export function describeEvidence(leaf: EventLeaf | FactLeaf, { facts, state, nowMs }: Subject): string {
  switch (leaf.kind) {
    case "value":
      return describeValue(findValue(facts.sources[leaf.source] ?? {}, leaf.test.path), leaf);
    case "list":
      return facts.lists.has(leaf.name) ? "is on the list" : "is not on the list";
    case "bucket":
      return `is at ${((facts.placeOf(leaf.salt) / 2 ** 32) * 100).toFixed(2)} %`;
    default:
      return describeEvents(leaf, state[leaf.id], nowMs);
  }
}

function describeValue(value: unknown, { source, test }: Extract<FactLeaf, { kind: "value" }>): string {
  if (source === "groups") return value === undefined ? "is not in the group" : "is in the group";
  if (source === "clusters") return value === undefined ? "is not in the cluster" : "is in the cluster";
  const name = test.path.join(".");
  if (source === "consent") return `${name} ${value === undefined ? "was never asked" : value ? "granted" : "denied"}`;
  if (source === "intents" && typeof value === "number") return `${name} has a probability of ${toPercent(value)}`;
  if (value === undefined || value === null) return `${name} is not known`;
  const isTime = source === "profile" && name.endsWith("_seen") && typeof value === "number";
  return `${name} is ${isTime ? new Date(value).toISOString() : JSON.stringify(value).slice(0, LONGEST_VALUE)}`;
}

function toPercent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function describeEvents(leaf: EventLeaf, state: LeafState | undefined, nowMs: number): string {
  if (!state) return "nothing of it happened";
  if ("n" in state) return times(state.n, leaf);
  if ("times" in state) {
    const windowMs = leaf.kind === "count" ? leaf.windowMs : 0;
    const inside = state.times.filter((time) => time > nowMs - windowMs);
    const [last] = state.times;
    return `${times(inside.length, leaf)}${last === undefined ? "" : `, the last at ${at(last)}`}`;
  }
  if ("at" in state) return `it was at ${at(state.at[0])} and ${state.ok ? "has" : "does not have"} these properties`;
  if ("since" in state) return state.since ? `since ${at(state.since[0])}` : "it has another value";
  return describeSteps(state);
}

/** Counting stops where more make no difference. */
function times(n: number, leaf: EventLeaf): string {
  const most = leaf.kind === "count" ? (Number.isFinite(leaf.max) ? leaf.max + 1 : Math.max(1, leaf.min)) : n;
  return `${n >= most && n > 0 ? "at least " : ""}${n} ${n === 1 ? "time" : "times"}`;
}

function describeSteps({ reached, first }: Extract<LeafState, { reached: unknown }>): string {
  if (first) return `completed at ${at(first[0])} and not ended since`;
  const step = reached.findLastIndex((mark) => mark !== null);
  const mark = reached[step];
  if (!mark) return "not begun";
  if (step < reached.length - 1) return `reached step ${step + 1} of ${reached.length} at ${at(mark[0])}`;
  return first === null ? `completed at ${at(mark[0])}, and ended` : `completed at ${at(mark[0])}`;
}

function at(ms: number): string {
  return new Date(ms).toISOString();
}
