import { parseDuration } from "@rapport/contracts/duration";
import type { LeafRule, SegmentRule } from "@rapport/contracts/segment-rules";
import type { EventLeaf, Expression, FactLeaf, Program } from "@rapport/engine/segments/program";
import { canonicalText } from "./canonical-text.ts";
import { compileTest } from "./compile-comparison.ts";
import { compileFilters, compileMatcher, compileRun, windowMs } from "./compile-matcher.ts";

const FOREVER = Number.POSITIVE_INFINITY;
/** Places that a bucket's percentages are of. */
const PLACES = 2 ** 32;

/** A leaf that has no state of its own yet, and the text that it has in common with all that mean the same. */
type NamedLeaf = { key: string; leaf: EventLeaf | FactLeaf };

/**
 * Makes a rule ready to run. `rule` speaks of no other segments and no percentiles any more (`resolveRule`). `nameLeaf`
 * gives the state of an event leaf its name; leaves of one key share a place in the program, and the state.
 */
export function compileRule(rule: SegmentRule, nameLeaf: (key: string) => string): Program {
  const places = new Map<string, number>();
  const leaves: (EventLeaf | FactLeaf)[] = [];
  const place = ({ key, leaf }: NamedLeaf): Expression => {
    const known = places.get(key);
    if (known !== undefined) return { op: "leaf", index: known };
    places.set(key, leaves.length);
    leaves.push("id" in leaf ? { ...leaf, id: nameLeaf(key) } : leaf);
    return { op: "leaf", index: leaves.length - 1 };
  };
  const compile = (node: SegmentRule): Expression => {
    switch (node.type) {
      case "and":
      case "or":
        return { op: node.type, of: node.nodes.map(compile) };
      case "not":
        return { op: "not", of: compile(node.node) };
      case "everyone":
        return { op: "constant", value: true };
      case "segment":
      case "percentile":
        throw new Error(`A ${node.type} must be resolved before its rule is compiled`);
      default:
        return place({ key: canonicalText(node), leaf: compileLeaf(node) });
    }
  };
  return { root: compile(rule), leaves };
}

type PlainLeaf = Exclude<LeafRule, { type: "everyone" | "segment" | "percentile" }>;

function compileLeaf(node: PlainLeaf): EventLeaf | FactLeaf {
  switch (node.type) {
    case "trait":
      return { kind: "value", source: "traits", test: compileTest(node.path, node.is) };
    case "computed":
      return { kind: "value", source: "computed", test: compileTest([node.key], node.is) };
    case "consent":
      return { kind: "value", source: "consent", test: compileTest([node.category], DECISIONS[node.state]) };
    case "intent":
      return { kind: "value", source: "intents", test: compileTest([node.goal], node.is) };
    case "score":
      return { kind: "value", source: "scores", test: compileTest([node.name], node.is) };
    case "cluster":
      return { kind: "value", source: "clusters", test: compileTest([node.id], { operator: "exists" }) };
    case "email":
      return { kind: "value", source: "traits", test: compileTest(["email"], EMAIL) };
    case "profile":
      return { kind: "value", source: "profile", test: compileTest([node.field], node.is) };
    case "group":
      return { kind: "value", source: "groups", test: compileTest([node.id], { operator: "exists" }) };
    case "list":
      return { kind: "list", name: node.name };
    case "bucket":
      return { kind: "bucket", salt: node.salt, from: toPlace(node.from), to: toPlace(node.to) };
    default:
      return compileEventLeaf(node);
  }
}

const DECISIONS = {
  granted: { operator: "equals", value: true },
  denied: { operator: "equals", value: false },
  unknown: { operator: "missing" },
} as const;

/** What a trait must look like to be written to; SQL runs the same text. */
const EMAIL = { operator: "matches", pattern: "^[^ \\t\\r\\n@]+@[^ \\t\\r\\n@.]+([.][^ \\t\\r\\n@.]+)+$" } as const;

/** First place of a percentage: whole numbers, so that SQL draws the line at the same place. */
function toPlace(percent: number): number {
  return Math.ceil((percent / 100) * PLACES);
}

type EventRule = Extract<
  LeafRule,
  { type: "performed" | "first_performed" | "last_performed" | "sequence" | "has_been" }
>;

function compileEventLeaf(node: EventRule): EventLeaf {
  const id = "";
  switch (node.type) {
    case "performed": {
      const { min = node.times?.max === undefined ? 1 : 0, max = FOREVER } = node.times ?? {};
      return {
        kind: "count",
        id,
        matcher: compileMatcher(node, node.window),
        min,
        max,
        windowMs: windowMs(node.window),
      };
    }
    case "first_performed":
    case "last_performed":
      return {
        kind: "edge",
        id,
        which: node.type === "first_performed" ? "first" : "last",
        matcher: compileMatcher(node, node.window),
        having: compileFilters(node.having),
        windowMs: windowMs(node.window),
      };
    case "sequence":
      return compileSequence(node);
    case "has_been":
      return { kind: "run", id, ...compileRun(node), forMs: parseDuration(node.for) ?? 0 };
  }
}

function compileSequence({ steps, unless, window }: Extract<LeafRule, { type: "sequence" }>): EventLeaf {
  const compiled = steps.map((step, i) => ({
    // A fixed window bounds the last step alone: earlier ones may lie before it.
    matcher: compileMatcher(step, i === steps.length - 1 ? window : undefined),
    withinMs: step.within === undefined ? FOREVER : (parseDuration(step.within) ?? 0),
    without: i > 0 && step.without ? compileMatcher(step.without) : undefined,
  }));
  const shared = { id: "", steps: compiled, windowMs: windowMs(window) };
  if (!unless) return { kind: "sequence", ...shared };
  return { kind: "absence", ...shared, unless: compileMatcher(unless), forMs: parseDuration(unless.for) ?? 0 };
}
