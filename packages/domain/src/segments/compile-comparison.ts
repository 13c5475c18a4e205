import { parseDuration } from "@rapport/contracts/duration";
import type { Comparison } from "@rapport/contracts/segment-rules";
import type { Comparison as Test, ValueTest } from "@rapport/engine/segments/program";
import { compilePattern } from "../tracking-plan/compile-pattern.ts";

const FOREVER = Number.POSITIVE_INFINITY;
/** Operators that are another one turned round. */
const NEGATED = new Set<Comparison["operator"]>(["not_equals", "none_of", "missing", "not_contains", "not_matches"]);

/** A comparison of a rule, ready to run at a path. */
export function compileTest(path: readonly string[], comparison: Comparison): ValueTest {
  return { path, is: compileComparison(comparison), negated: NEGATED.has(comparison.operator) };
}

function compileComparison(comparison: Comparison): Test {
  switch (comparison.operator) {
    case "equals":
    case "not_equals":
      return { kind: "equals", values: [comparison.value] };
    case "one_of":
    case "none_of":
      return { kind: "equals", values: comparison.values };
    case "exists":
    case "missing":
      return { kind: "exists" };
    case "contains":
    case "not_contains":
      return { kind: "contains", value: comparison.value };
    case "starts_with":
    case "ends_with":
      return { kind: comparison.operator, value: comparison.value };
    case "matches":
    case "not_matches":
      return { kind: "matches", test: compilePattern(comparison.pattern).test };
    default:
      return compileRange(comparison);
  }
}

type RangeComparison =
  | Extract<Comparison, { from: number } | { time: string } | { duration: string }>
  | NumberComparison;
type NumberComparison = Extract<
  Comparison,
  { operator: "greater_than" | "at_least" | "less_than" | "at_most"; value: number }
>;

function compileRange(comparison: RangeComparison): Test {
  switch (comparison.operator) {
    case "greater_than":
      return range(comparison.value, FOREVER, { minOpen: true });
    case "at_least":
      return range(comparison.value, FOREVER, {});
    case "less_than":
      return range(-FOREVER, comparison.value, { maxOpen: true });
    case "at_most":
      return range(-FOREVER, comparison.value, {});
    case "between":
      return range(comparison.from, comparison.to, {});
    case "before":
      return { kind: "time", afterMs: -FOREVER, beforeMs: Date.parse(comparison.time) };
    case "after":
      return { kind: "time", afterMs: Date.parse(comparison.time), beforeMs: FOREVER };
    default:
      return compileRelative(comparison.operator, parseDuration(comparison.duration) ?? 0);
  }
}

function range(min: number, max: number, open: { minOpen?: true; maxOpen?: true }): Test {
  return { kind: "range", min, max, minOpen: open.minOpen ?? false, maxOpen: open.maxOpen ?? false };
}

function compileRelative(operator: "in_last" | "before_last" | "in_next" | "after_next", ms: number): Test {
  switch (operator) {
    case "in_last":
      return { kind: "relative", fromMs: -ms, toMs: 0 };
    case "before_last":
      return { kind: "relative", fromMs: -FOREVER, toMs: -ms };
    case "in_next":
      return { kind: "relative", fromMs: 0, toMs: ms };
    case "after_next":
      return { kind: "relative", fromMs: ms, toMs: FOREVER };
  }
}
