import type { PlanFinding, PlanMode } from "@rapport/contracts/tracking-plan";
import { PLAN_LIMITS } from "@rapport/contracts/tracking-plan";
import type { Check, Violation } from "./compile-schema.ts";

/** One event of a plan, ready to run. */
export type CompiledEvent = { mode: PlanMode; version: number; check: Check };

/** What the plan made of one event's properties. */
export type PlanOutcome = {
  /** Properties to store; the same object when nothing was taken out. */
  properties: unknown;
  finding: PlanFinding;
};

/** Where properties stand in a message. */
const BASE = "/properties";

/**
 * Holds an event's properties against the plan. In mode `drop` exactly the members at fault are taken out: the value at the
 * place itself, or, inside a list, the member that holds the list, because taking out one entry would move the others.
 * @returns undefined when nothing is wrong
 */
export function applyPlan(event: CompiledEvent, properties: unknown): PlanOutcome | undefined {
  const value = properties ?? {};
  const violations = event.check(value);
  if (violations.length === 0) return undefined;
  const dropped = event.mode === "drop" ? takeOut(value, violations) : { value: properties, pointers: [] };
  return {
    properties: dropped.value,
    finding: {
      version: event.version,
      violations: violations
        .slice(0, PLAN_LIMITS.violations)
        .map(({ pointer, message }) => ({ pointer: BASE + pointer, message })),
      dropped: dropped.pointers.slice(0, PLAN_LIMITS.violations).map((pointer) => BASE + pointer),
    },
  };
}

function takeOut(value: unknown, violations: readonly Violation[]): { value: unknown; pointers: string[] } {
  const copy = structuredClone(value); // at most 32 levels deep, checked at the door
  const pointers: string[] = [];
  for (const { drop } of violations) {
    const place = drop && findMember(copy, drop);
    if (!place) continue;
    delete place.holder[place.name];
    pointers.push(place.pointer);
  }
  return { value: copy, pointers };
}

/** The innermost member of an object on the way to a place; undefined when it is gone or there is none. */
function findMember(root: unknown, steps: readonly string[]) {
  let found: { holder: Record<string, unknown>; name: string; pointer: string } | undefined;
  let value = root;
  let pointer = "";
  for (const step of steps) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    pointer += `/${step.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1")}`;
    // as: an object that is no list, checked on the spot
    if (!Array.isArray(value)) found = { holder: value as Record<string, unknown>, name: step, pointer };
    value = Reflect.get(value, step);
  }
  return found;
}
