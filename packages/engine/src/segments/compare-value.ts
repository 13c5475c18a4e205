import type { Comparison, ValueTest, Verdict } from "./program.ts";
import { readTime } from "./read-time.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** Whether what an object holds at a path passes a test at a time. */
export function testValue(object: Record<string, unknown>, { path, is, negated }: ValueTest, nowMs: number): Verdict {
  const value = findValue(object, path);
  const { holds, untilMs } = compareValue(value, is, nowMs);
  return { holds: holds !== negated, untilMs };
}

/** What an object holds at a path; only members of objects count, never places of a list or of a prototype. */
export function findValue(object: Record<string, unknown>, path: readonly string[]): unknown {
  let value: unknown = object;
  for (const step of path) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, step)) {
      return undefined;
    }
    value = Reflect.get(value, step);
  }
  return value;
}

function compareValue(value: unknown, is: Comparison, nowMs: number): Verdict {
  if (is.kind === "relative") return compareRelative(readTime(value), is, nowMs);
  return { holds: compareStatic(value, is), untilMs: NEVER };
}

function compareStatic(value: unknown, is: Exclude<Comparison, { kind: "relative" }>): boolean {
  switch (is.kind) {
    case "equals":
      return is.values.some((wanted) => wanted === value);
    case "exists":
      return value !== undefined && value !== null;
    case "contains":
      return contains(value, is.value);
    case "starts_with":
      return typeof value === "string" && value.startsWith(is.value);
    case "ends_with":
      return typeof value === "string" && value.endsWith(is.value);
    case "matches":
      return typeof value === "string" && is.test(value);
    case "range":
      return typeof value === "number" && isWithin(value, is);
    case "time": {
      const timeMs = readTime(value);
      return timeMs !== undefined && timeMs > is.afterMs && timeMs < is.beforeMs;
    }
  }
}

function contains(value: unknown, wanted: unknown): boolean {
  if (typeof value === "string") return typeof wanted === "string" && value.includes(wanted);
  return Array.isArray(value) && value.includes(wanted);
}

function isWithin(value: number, { min, max, minOpen, maxOpen }: Extract<Comparison, { kind: "range" }>): boolean {
  return (minOpen ? value > min : value >= min) && (maxOpen ? value < max : value <= max);
}

function compareRelative(
  timeMs: number | undefined,
  { fromMs, toMs }: Extract<Comparison, { kind: "relative" }>,
  nowMs: number,
): Verdict {
  if (timeMs === undefined) return { holds: false, untilMs: NEVER };
  const changes = [timeMs - fromMs, timeMs - toMs].filter((at) => at > nowMs);
  return { holds: timeMs > nowMs + fromMs && timeMs <= nowMs + toMs, untilMs: Math.min(NEVER, ...changes) };
}
