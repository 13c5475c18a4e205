import type { Comparison, EventFilter, EventMatcher, EventWindow, LeafRule, SegmentRule } from "../segment-rules.ts";
import { writeName } from "./words.ts";

/** A rule in words, for people to read and change; `parseRule` makes the same rule of it. */
export function printRule(rule: SegmentRule): string {
  switch (rule.type) {
    case "and":
    case "or":
      if (rule.nodes.length === 1) return `${rule.type === "and" ? "all" : "any"}(${rule.nodes.map(printRule)})`;
      return rule.nodes.map(printInner).join(` ${rule.type} `);
    case "not":
      return `not ${printInner(rule.node)}`;
    default:
      return printLeaf(rule);
  }
}

function printInner(rule: SegmentRule): string {
  const isGroup = (rule.type === "and" || rule.type === "or") && rule.nodes.length > 1;
  return isGroup ? `(${printRule(rule)})` : printRule(rule);
}

function printLeaf(rule: LeafRule): string {
  switch (rule.type) {
    case "everyone":
    case "email":
      return rule.type;
    case "trait":
      return `trait ${printPath(rule.path)} ${printComparison(rule.is)}`;
    case "has_been":
      return `trait ${printPath(rule.path)} has been ${JSON.stringify(rule.value)} for ${rule.for}`;
    case "percentile":
      return `${rule.in === "computed" ? "computed" : "trait"} ${printPath(rule.path)} percentile ${rule.from} to ${rule.to}`;
    case "profile":
      return `profile ${rule.field} ${printComparison(rule.is)}`;
    case "group":
    case "segment":
    case "cluster":
      return `${rule.type} ${JSON.stringify(rule.id)}`;
    case "computed":
      return `computed ${writeName(rule.key)} ${printComparison(rule.is)}`;
    case "consent":
      return `consent ${writeName(rule.category)} ${rule.state}`;
    case "intent":
      return `intent ${writeName(rule.goal)} ${printComparison(rule.is)}`;
    case "score":
      return `score ${rule.name} ${printComparison(rule.is)}`;
    case "list":
      return `list ${JSON.stringify(rule.name)}`;
    case "bucket":
      return `bucket ${rule.from} to ${rule.to} of ${JSON.stringify(rule.salt)}`;
    default:
      return printHistory(rule);
  }
}

type HistoryRule = Extract<LeafRule, { type: "performed" | "first_performed" | "last_performed" | "sequence" }>;

function printHistory(rule: HistoryRule): string {
  if (rule.type === "sequence") return printSequence(rule);
  const window = printWindow(rule.window);
  if (rule.type === "performed") return `did ${printMatcher(rule)}${printTimes(rule.times)}${window}`;
  const which = rule.type === "first_performed" ? "first" : "last";
  return `${which} did ${printMatcher(rule)}${printFilters("having", rule.having)}${window}`;
}

function printSequence({ steps, unless, window }: Extract<LeafRule, { type: "sequence" }>): string {
  const written = steps.map((step) => {
    const within = step.within === undefined ? "" : ` within ${step.within}`;
    return `${printMatcher(step)}${within}${step.without ? ` without ${printMatcher(step.without)}` : ""}`;
  });
  const end = unless ? ` unless ${printMatcher(unless)} for ${unless.for}` : "";
  return `sequence (${written.join(" then ")})${end}${printWindow(window)}`;
}

function printMatcher({ event, messageType, where }: EventMatcher): string {
  const name = event === undefined ? "anything" : JSON.stringify(event);
  return `${name}${messageType === undefined ? "" : ` as ${messageType}`}${printFilters("where", where)}`;
}

function printFilters(word: string, filters: readonly EventFilter[] | undefined): string {
  if (!filters || filters.length === 0) return "";
  const written = filters.map(({ in: part, path, is }) => {
    // The place that is meant when none is said, said: the same rule comes back.
    const place = part === undefined ? "" : `${part} `;
    return `${place}${printPath(path)} ${printComparison(is)}`;
  });
  return ` ${word} (${written.join(" and ")})`;
}

function printTimes(times: { min?: number | undefined; max?: number | undefined } | undefined): string {
  const { min, max } = times ?? {};
  if (min !== undefined && min === max) return ` exactly ${min} times`;
  if (min !== undefined && max !== undefined) return ` ${min} to ${max} times`;
  if (min !== undefined) return ` at least ${min} times`;
  return max === undefined ? "" : ` at most ${max} times`;
}

function printWindow(window: EventWindow | undefined): string {
  if (!window) return "";
  if ("last" in window) return ` in last ${window.last}`;
  const since = "since" in window ? ` since ${JSON.stringify(window.since)}` : "";
  return `${since}${window.until === undefined ? "" : ` until ${JSON.stringify(window.until)}`}`;
}

function printPath(path: readonly string[]): string {
  return path.map(writeName).join(".");
}

function printComparison(is: Comparison): string {
  switch (is.operator) {
    case "equals":
      return `= ${JSON.stringify(is.value)}`;
    case "not_equals":
      return `!= ${JSON.stringify(is.value)}`;
    case "one_of":
      return `in (${is.values.map((value) => JSON.stringify(value)).join(", ")})`;
    case "none_of":
      return `not in (${is.values.map((value) => JSON.stringify(value)).join(", ")})`;
    case "exists":
    case "missing":
      return is.operator;
    case "contains":
    case "not_contains":
    case "starts_with":
    case "ends_with":
      return `${is.operator.replace("_", " ")} ${JSON.stringify(is.value)}`;
    case "matches":
    case "not_matches":
      return `${is.operator.replace("_", " ")} ${JSON.stringify(is.pattern)}`;
    default:
      return printOrder(is);
  }
}

type Ordered = Extract<Comparison, { from: number } | { time: string } | { duration: string }> | NumberComparison;
type NumberComparison = Extract<
  Comparison,
  { operator: "greater_than" | "at_least" | "less_than" | "at_most"; value: number }
>;
const SIGNS = { greater_than: ">", at_least: ">=", less_than: "<", at_most: "<=" } as const;

function printOrder(is: Ordered): string {
  switch (is.operator) {
    case "between":
      return `between ${is.from} and ${is.to}`;
    case "before":
    case "after":
      return `${is.operator} ${JSON.stringify(is.time)}`;
    case "in_last":
    case "before_last":
    case "in_next":
    case "after_next":
      return `${is.operator.replace("_", " ")} ${is.duration}`;
    default:
      return `${SIGNS[is.operator]} ${is.value}`;
  }
}
