import type { Comparison } from "@rapport/contracts/segment-rules";
import { durationMs } from "./reference-duration.ts";

/** Whether a value is what a rule asks for: written from the rule language's description, with nothing of its engines. */
export function referenceComparison(value: unknown, is: Comparison, nowMs: number): boolean {
  switch (is.operator) {
    case "not_equals":
      return !referenceComparison(value, { operator: "equals", value: is.value }, nowMs);
    case "none_of":
      return !is.values.some((one) => one === value);
    case "missing":
      return value === undefined || value === null;
    case "not_contains":
      return !referenceComparison(value, { operator: "contains", value: is.value }, nowMs);
    case "not_matches":
      return !(typeof value === "string" && new RegExp(is.pattern).test(value));
    case "equals":
      return value === is.value;
    case "one_of":
      return is.values.some((one) => one === value);
    case "exists":
      return value !== undefined && value !== null;
    case "contains":
      if (Array.isArray(value)) return value.some((one) => one === is.value);
      return typeof value === "string" && typeof is.value === "string" && value.indexOf(is.value) >= 0;
    case "matches":
      return typeof value === "string" && new RegExp(is.pattern).test(value);
    case "starts_with":
      return typeof value === "string" && value.slice(0, is.value.length) === is.value;
    case "ends_with":
      return typeof value === "string" && value.slice(-is.value.length) === is.value;
    default:
      return compareOrder(value, is, nowMs);
  }
}

type Ordered = Exclude<Comparison, { operator: "exists" | "missing" } | { values: unknown } | { pattern: string }>;

function compareOrder(value: unknown, is: Ordered, nowMs: number): boolean {
  if ("time" in is || "duration" in is) {
    const time = referenceTime(value);
    return time !== undefined && compareTime(time, is, nowMs);
  }
  if (typeof value !== "number") return false;
  if (is.operator === "between") return value >= is.from && value <= is.to;
  if (is.operator === "greater_than") return value > Number(is.value);
  if (is.operator === "at_least") return value >= Number(is.value);
  if (is.operator === "less_than") return value < Number(is.value);
  return value <= Number(is.value);
}

function compareTime(time: number, is: Extract<Comparison, { time: string } | { duration: string }>, nowMs: number) {
  if ("time" in is) return is.operator === "before" ? time < Date.parse(is.time) : time > Date.parse(is.time);
  const ms = durationMs(is.duration);
  if (is.operator === "in_last") return time > nowMs - ms && time <= nowMs;
  if (is.operator === "before_last") return time <= nowMs - ms;
  if (is.operator === "in_next") return time > nowMs && time <= nowMs + ms;
  return time > nowMs + ms;
}

/** By the platform's own parser, for the texts that both know. */
function referenceTime(value: unknown): number | undefined {
  if (typeof value === "number") {
    const whole = Math.floor(value);
    const date = new Date(Math.abs(whole) >= 1e11 ? whole : whole * 1_000);
    return Number.isNaN(date.getTime()) ? undefined : date.getTime();
  }
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d/.test(value)) return undefined;
  const time = Date.parse(/T/.test(value) && !/(Z|[+-]\d\d:\d\d)$/.test(value) ? `${value}Z` : value);
  return Number.isNaN(time) ? undefined : time;
}
