import { segmentRuleSchema } from "@rapport/contracts/segment-rules";
import { printRule } from "@rapport/contracts/segment-text/print-rule";
import { namingRuleArbitrary } from "@rapport/testkit/segments/rule-arbitrary";
import fc from "fast-check";
import { expect, test } from "vitest";
import { KINDS, unwrap, wrap } from "./condition-kinds.ts";
import { findFault, readBoxes, readCondition, writeBoxes } from "./read-boxes.ts";

test("boxes and text stay the same thing, whichever of them is changed", () => {
  fc.assert(
    fc.property(namingRuleArbitrary, namingRuleArbitrary, (rule, added) => {
      const read = readBoxes(printRule(rule));
      if (!("group" in read)) throw new Error(read.fault);
      const more = { ...read.group, nodes: [...read.group.nodes, added] };
      const again = readBoxes(writeBoxes(more));
      expect(writeBoxes("group" in again ? again.group : more)).toBe(writeBoxes(more));
      const { node, negated } = unwrap(rule);
      expect(wrap(node, negated)).toEqual(rule);
    }),
    { numRuns: 500 },
  );
});

test("every kind of condition begins as one that can be written and read", () => {
  for (const { start } of Object.values(KINDS)) expect(readCondition(printRule(start))).toEqual(start);
  expect(segmentRuleSchema.safeParse(KINDS.intent.start).success).toBe(true);
});

test("a text that cannot be read has no boxes, and says why", () => {
  expect(readBoxes("did 5")).toEqual({ fault: expect.stringContaining("must be") });
  expect(findFault('did ""')).toContain("Something is missing: event");
  expect(findFault('did "A"')).toBeUndefined();
  expect(readBoxes("  ")).toEqual({ group: { type: "and", nodes: [] } });
});
