import type { ProblemField } from "@rapport/contracts/errors";
import { RapportError } from "@rapport/contracts/errors";
import type { Comparison, EventFilter, SegmentRule } from "@rapport/contracts/segment-rules";
import { RULE_LIMITS, segmentRuleSchema } from "@rapport/contracts/segment-rules";
import { compilePattern } from "../tracking-plan/compile-pattern.ts";
import { RuleFault } from "./resolve-rule.ts";

const FAULTS = 20;

/** A rule as somebody sent it, checked. @throws RapportError `invalid_body`, naming each place below `/rule` */
export function checkRule(rule: unknown): SegmentRule {
  const parsed = segmentRuleSchema.safeParse(rule);
  if (!parsed.success) {
    throw refuse(
      parsed.error.issues.slice(0, FAULTS).map(({ path, message }) => ({ pointer: pointerOf(path), message })),
    );
  }
  const faults = [...faultsOf(parsed.data, "/rule")].slice(0, FAULTS);
  if (faults.length > 0) throw refuse(faults);
  return parsed.data;
}

/** What a rule's names lead to, or the refusal that says which do not. */
export function refuseFault<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    return refuseAsFault(error);
  }
}

/** Refuses a rule for a fault of it; throws on what else went wrong. */
export function refuseAsFault(error: unknown): never {
  if (!(error instanceof RuleFault)) throw error;
  throw refuse([{ pointer: `/rule${error.pointer}`, message: error.message }]);
}

function refuse(fields: ProblemField[]): RapportError {
  const first = fields[0];
  return new RapportError("invalid_body", first ? `${first.pointer} ${first.message}` : "The rule is not valid", {
    fields,
  });
}

function pointerOf(path: readonly PropertyKey[]): string {
  return `/rule${path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")}`;
}

/** What the shapes alone do not say. */
function* faultsOf(rule: SegmentRule, pointer: string): Generator<ProblemField> {
  switch (rule.type) {
    case "and":
    case "or":
      for (const [i, node] of rule.nodes.entries()) yield* faultsOf(node, `${pointer}/nodes/${i}`);
      return;
    case "not":
      yield* faultsOf(rule.node, `${pointer}/node`);
      return;
    case "trait":
    case "profile":
    case "computed":
    case "intent":
    case "score":
      yield* comparisonFaults(rule.is, `${pointer}/is`);
      return;
    case "performed": {
      const { min = 0, max = min } = rule.times ?? {};
      if (max < min) yield { pointer: `${pointer}/times/max`, message: "must not be less than min" };
      if (rule.window && "last" in rule.window && Math.max(min, max) > RULE_LIMITS.rollingTimes) {
        yield {
          pointer: `${pointer}/times`,
          message: `counts to ${RULE_LIMITS.rollingTimes} at most within a moving window`,
        };
      }
      yield* filterFaults(rule.where, `${pointer}/where`);
      return;
    }
    case "first_performed":
    case "last_performed":
      yield* filterFaults(rule.where, `${pointer}/where`);
      yield* filterFaults(rule.having, `${pointer}/having`);
      return;
    case "sequence":
      for (const [i, step] of rule.steps.entries()) {
        yield* filterFaults(step.where, `${pointer}/steps/${i}/where`);
        yield* filterFaults(step.without?.where, `${pointer}/steps/${i}/without/where`);
      }
      yield* filterFaults(rule.unless?.where, `${pointer}/unless/where`);
      return;
    case "percentile":
      if (rule.in === "computed" && rule.path.length > 1) yield { pointer: `${pointer}/path`, message: "is one key" };
      if (rule.to < rule.from) yield { pointer: `${pointer}/to`, message: "must not be less than from" };
      return;
    case "bucket":
      if (rule.to < rule.from) yield { pointer: `${pointer}/to`, message: "must not be less than from" };
      return;
    default:
      return;
  }
}

function* filterFaults(filters: readonly EventFilter[] | undefined, pointer: string): Generator<ProblemField> {
  for (const [i, { is }] of (filters ?? []).entries()) yield* comparisonFaults(is, `${pointer}/${i}/is`);
}

function* comparisonFaults(is: Comparison, pointer: string): Generator<ProblemField> {
  if (is.operator === "between" && is.to < is.from)
    yield { pointer: `${pointer}/to`, message: "must not be less than from" };
  if (is.operator !== "matches" && is.operator !== "not_matches") return;
  try {
    compilePattern(is.pattern);
  } catch (error) {
    yield { pointer: `${pointer}/pattern`, message: `is no expression of RE2: ${String(error).slice(0, 200)}` };
  }
}
