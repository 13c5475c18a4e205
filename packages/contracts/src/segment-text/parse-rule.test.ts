import type { SegmentRule } from "@rapport/contracts/segment-rules";
import { segmentRuleSchema } from "@rapport/contracts/segment-rules";
import { namingRuleArbitrary } from "@rapport/testkit/segments/rule-arbitrary";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseRule } from "./parse-rule.ts";
import { printRule } from "./print-rule.ts";
import { RuleTextError } from "./tokens.ts";

test("every rule comes back from its text as it was", () => {
  fc.assert(
    fc.property(namingRuleArbitrary, (rule) => {
      expect(parseRule(printRule(rule))).toEqual(plain(rule));
    }),
    { numRuns: 2_000 },
  );
});

test("names that are hard to write come back", () => {
  const names = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom("context", "not", "a.b", "true", "ünï", "1", '"'),
  );
  fc.assert(
    fc.property(fc.array(names, { minLength: 1, maxLength: 3 }), names, (path, event) => {
      const rule: SegmentRule = {
        type: "and",
        nodes: [
          { type: "trait", path, is: { operator: "equals", value: event } },
          { type: "performed", event, where: [{ path, is: { operator: "exists" } }] },
          { type: "performed", where: [{ in: "context", path, is: { operator: "missing" } }] },
        ],
      };
      expect(parseRule(printRule(rule))).toEqual(rule);
    }),
  );
});

test("a text that people write is read, brackets and all", () => {
  const text = 'trait plan in ("pro", "team") and not (did "Order Completed" where total >= 50 in last 30d or email)';
  expect(segmentRuleSchema.parse(parseRule(text))).toEqual({
    type: "and",
    nodes: [
      { type: "trait", path: ["plan"], is: { operator: "one_of", values: ["pro", "team"] } },
      {
        type: "not",
        node: {
          type: "or",
          nodes: [
            {
              type: "performed",
              event: "Order Completed",
              where: [{ path: ["total"], is: { operator: "at_least", value: 50 } }],
              window: { last: "30d" },
            },
            { type: "email" },
          ],
        },
      },
    ],
  });
});

test("which events count for a first or last one, and what that one must have, are said apart", () => {
  const filter = (name: string, value: number) => ({ path: [name], is: { operator: "at_least", value } });
  for (const type of ["first_performed", "last_performed"] as const) {
    const text = `${type === "first_performed" ? "first" : "last"} did "A" where a >= 1 having b >= 2 in last 30d`;
    const rule = { type, event: "A", where: [filter("a", 1)], having: [filter("b", 2)], window: { last: "30d" } };
    expect(segmentRuleSchema.parse(parseRule(text))).toEqual(rule);
  }
});

test.each([
  ["", 0, "begins no condition"],
  ['did "A" at least times', 17, "must be a number"],
  ["trait plan ~ 3", 11, "is not a word"],
  ["trait plan = 3 trait", 15, "is left over"],
  ['did "A" in last 30', 16, "must be a time span"],
  [`${"(".repeat(10_000)}email`, 13, "nested deeper"],
  [`${"not ".repeat(10_000)}email`, 52, "nested deeper"],
])("what does not fit is named with its place: %j", (text, at, message) => {
  const error = catchError(() => parseRule(text));
  expect(error).toBeInstanceOf(RuleTextError);
  expect(error).toMatchObject({ at, message: expect.stringContaining(message) });
});

function catchError(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

/** Times without bounds say nothing and are not written. */
function plain(rule: SegmentRule): unknown {
  return JSON.parse(JSON.stringify(rule), (key, value) =>
    key === "times" && Object.values(value).length === 0 ? undefined : value,
  );
}
