import type { Condition, Observation, Scalar } from "./trait-definition.ts";

/** Longest text that a trait keeps, UTF-16 code units. */
const MAX_TEXT = 255;
const CONTEXT = "context.";

/** Whether an event meets every condition. */
export function matchesConditions(observation: Observation, conditions: readonly Condition[]): boolean {
  return conditions.every((condition) => matches(readValue(observation, condition.property), condition));
}

/** The scalar at a path of an event's properties, or of its context; undefined when there is none that a trait keeps. */
export function readScalar(observation: Observation, path: string): Scalar | undefined {
  const value = readValue(observation, path);
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  return typeof value === "string" && value.length <= MAX_TEXT ? value : undefined;
}

/** A number, or a text that is one as shops send it: `"19.90"`. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || !/^-?\d{1,15}(\.\d{1,15})?$/.test(value)) return undefined;
  return Number(value);
}

function readValue({ properties, context }: Observation, path: string): unknown {
  if (path.startsWith(CONTEXT)) return readPath(context, path.slice(CONTEXT.length));
  // A key with a dot in its name comes before the path that it looks like.
  return Object.hasOwn(properties, path) ? properties[path] : readPath(properties, path);
}

function readPath(root: unknown, path: string): unknown {
  let value = root;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function matches(value: unknown, { operator, value: wanted }: Condition): boolean {
  switch (operator) {
    case "exists":
      return value !== undefined && value !== null;
    case "not_exists":
      return value === undefined || value === null;
    case "equals":
      return isSame(value, wanted);
    case "not_equals":
      return !isSame(value, wanted);
    case "one_of":
      return Array.isArray(wanted) && wanted.some((one) => isSame(value, one));
    case "contains":
      return contains(value, wanted);
    case "greater_than":
      return compare(value, wanted, (order) => order > 0);
    case "at_least":
      return compare(value, wanted, (order) => order >= 0);
    case "less_than":
      return compare(value, wanted, (order) => order < 0);
    case "at_most":
      return compare(value, wanted, (order) => order <= 0);
  }
}

/** `10` is `"10"`: what a form field sends as text is meant as the number. */
function isSame(value: unknown, wanted: unknown): boolean {
  if (value === wanted) return true;
  const [a, b] = [toNumber(value), toNumber(wanted)];
  return a !== undefined && a === b;
}

function contains(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(value)) return value.some((entry) => isSame(entry, wanted));
  return typeof value === "string" && typeof wanted === "string" && value.includes(wanted);
}

function compare(value: unknown, wanted: unknown, holds: (order: number) => boolean): boolean {
  const [a, b] = [toNumber(value), toNumber(wanted)];
  if (a !== undefined && b !== undefined) return holds(a - b);
  if (typeof value !== "string" || typeof wanted !== "string") return false;
  if (value === wanted) return holds(0);
  return holds(value < wanted ? -1 : 1);
}
