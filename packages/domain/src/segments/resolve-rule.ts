import type { SegmentRule } from "@rapport/contracts/segment-rules";
import { RULE_LIMITS } from "@rapport/contracts/segment-rules";

/** What a percentile is of. */
type PercentileOf = Pick<Extract<SegmentRule, { type: "percentile" }>, "in" | "path">;

/** What a rule may name: other segments, and how traits are spread. */
export type RuleNames = {
  ruleOf: (segmentId: string) => SegmentRule | undefined;
  /** 1,001 values of a number from the smallest to the largest; undefined where no snapshot was taken. */
  percentilesOf: (of: PercentileOf) => readonly number[] | undefined;
};

/** What is wrong with a rule, and where: a JSON pointer. */
export class RuleFault extends Error {
  override readonly name = "RuleFault";
  readonly pointer: string;
  constructor(pointer: string, message: string) {
    super(message);
    this.pointer = pointer;
  }
}

/** Of nobody. */
const NOBODY: SegmentRule = { type: "not", node: { type: "everyone" } };

/**
 * Puts other segments and percentiles in their places, so that the rule stands for itself.
 * @param path segments that lead here: whoever names one of them again names itself
 * @throws RuleFault when a segment is missing, when a rule would contain itself, or when it becomes too large
 */
export function resolveRule(rule: SegmentRule, names: RuleNames, path: readonly string[] = []): SegmentRule {
  let nodes = 0;
  const resolve = (node: SegmentRule, pointer: string, stack: readonly string[], depth: number): SegmentRule => {
    if (++nodes > RULE_LIMITS.nodes) throw new RuleFault(pointer, `makes more than ${RULE_LIMITS.nodes} conditions`);
    if (depth > RULE_LIMITS.depth) throw new RuleFault(pointer, `is nested deeper than ${RULE_LIMITS.depth} levels`);
    switch (node.type) {
      case "and":
      case "or":
        return {
          type: node.type,
          nodes: node.nodes.map((child, i) => resolve(child, `${pointer}/nodes/${i}`, stack, depth + 1)),
        };
      case "not":
        return { type: "not", node: resolve(node.node, `${pointer}/node`, stack, depth + 1) };
      case "percentile":
        return resolvePercentile(node, names);
      case "segment": {
        if (stack.includes(node.id)) throw new RuleFault(`${pointer}/id`, "leads back to the segment itself");
        const named = names.ruleOf(node.id);
        if (!named) throw new RuleFault(`${pointer}/id`, `names no segment of this project: “${node.id}”`);
        return blame(pointer, () => resolve(named, "", [...stack, node.id], depth + 1));
      }
      default:
        return node;
    }
  };
  return resolve(rule, "", path, 0);
}

/** What is wrong inside a segment that a rule names is wrong with the place that names it. */
function blame<T>(pointer: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RuleFault ? new RuleFault(`${pointer}/id`, error.message) : error;
  }
}

function resolvePercentile(node: Extract<SegmentRule, { type: "percentile" }>, names: RuleNames): SegmentRule {
  const values = names.percentilesOf(node);
  const [from, to] = [values?.[Math.round(node.from * 10)], values?.[Math.round(node.to * 10)]];
  if (from === undefined || to === undefined) return NOBODY;
  return placeRule(node, comparePlace(node, from, to));
}

function placeRule({ in: place, path }: PercentileOf, is: PlaceComparison): SegmentRule {
  return place === "computed" ? { type: "computed", key: path[0] ?? "", is } : { type: "trait", path, is };
}

type PlaceComparison = Extract<SegmentRule, { type: "intent" }>["is"];

/** The ends are open: who has passed the largest value since the snapshot is at the top. */
function comparePlace(place: { from: number; to: number }, from: number, to: number): PlaceComparison {
  if (place.from > 0)
    return place.to === 100 ? { operator: "at_least", value: from } : { operator: "between", from, to };
  if (place.to < 100) return { operator: "at_most", value: to };
  return { operator: "between", from: -Number.MAX_VALUE, to: Number.MAX_VALUE };
}
