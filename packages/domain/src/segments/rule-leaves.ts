import type { LeafRule, SegmentRule } from "@rapport/contracts/segment-rules";

/** The conditions of a rule that hold no other ones, each with its JSON pointer. */
export function* ruleLeaves(rule: SegmentRule, pointer = ""): Generator<{ leaf: LeafRule; pointer: string }> {
  switch (rule.type) {
    case "and":
    case "or":
      for (const [i, node] of rule.nodes.entries()) yield* ruleLeaves(node, `${pointer}/nodes/${i}`);
      return;
    case "not":
      yield* ruleLeaves(rule.node, `${pointer}/node`);
      return;
    default:
      yield { leaf: rule, pointer };
  }
}
