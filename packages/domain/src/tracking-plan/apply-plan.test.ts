import { LIMITS } from "@rapport/contracts/limits";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyPlan } from "./apply-plan.ts";
import { checkSchema } from "./check-schema.ts";
import { compileSchema } from "./compile-schema.ts";

const compile = (schema: Record<string, unknown>, mode: "warn" | "drop" | "reject" = "drop") => {
  expect(checkSchema(schema)).toEqual([]);
  return { mode, version: 1, check: compileSchema(schema) };
};
const dropFrom = (schema: Record<string, unknown>, value: unknown) => {
  const outcome = applyPlan(compile(schema), value);
  return outcome && { left: outcome.properties, dropped: outcome.finding.dropped };
};
const numbers = { type: "object", additionalProperties: { type: "number" } };

describe("in mode drop", () => {
  const strict = { type: "object", properties: { a: { type: "number" } }, additionalProperties: false };
  const branches = { properties: { a: { anyOf: [{ type: "string" }, { type: "number", minimum: 5 }] }, b: {} } };
  const list = {
    properties: { items: { items: { properties: { price: { type: "number" } }, additionalProperties: false } } },
  };
  test.each<[string, Record<string, unknown>, unknown, unknown, string[]]>([
    ["a member of the wrong type goes", numbers, { a: 1, b: "x" }, { a: 1 }, ["/properties/b"]],
    ["an unknown member goes", strict, { a: 1, "b/c": 2 }, { a: 1 }, ["/properties/b~1c"]],
    ["of several branches the whole value goes, once", branches, { a: 3, b: 1 }, { b: 1 }, ["/properties/a"]],
    [
      "a member inside a list goes, its entry stays",
      list,
      { items: [{ price: 1 }, { price: "2", q: 3 }] },
      { items: [{ price: 1 }, {}] },
      ["/properties/items/1/price", "/properties/items/1/q"],
    ],
    [
      "a list with a wrong entry goes whole",
      { properties: { tags: { items: { type: "string" } } } },
      { tags: ["a", 5], n: 1 },
      { n: 1 },
      ["/properties/tags"],
    ],
    [
      "a name that may not be goes",
      { propertyNames: { pattern: "^[a-z]+$" } },
      { ok: 1, "No!": 2 },
      { ok: 1 },
      ["/properties/No!"],
    ],
    ["nothing goes where something is missing", { required: ["a"] }, { b: 1 }, { b: 1 }, []],
    [
      "a member of the same name as an object's own method is missed when it is missing",
      { required: ["toString"] },
      {},
      {},
      [],
    ],
  ])("%s", (_name, schema, value, left, dropped) => {
    expect(dropFrom(schema, value)).toEqual({ left, dropped: expect.arrayContaining(dropped) });
    expect(dropFrom(schema, value)?.dropped).toHaveLength(dropped.length);
  });
});

test("what is right is left alone, and absent properties are an empty object", () => {
  expect(applyPlan(compile(numbers), { a: 1 })).toBeUndefined();
  expect(applyPlan(compile(numbers), undefined)).toBeUndefined();
  expect(applyPlan(compile({ required: ["a"] }, "reject"), null)?.finding.violations).toEqual([
    { pointer: "/properties/a", message: "is missing" },
  ]);
});

test("dropping takes out exactly what is at fault: what is left is right, and nothing else has changed", () => {
  const kinds = ["string", "number", "boolean", "object", "array"] as const;
  const schema = fc.dictionary(fc.constantFrom("a", "b", "c", "d~/", "__x"), fc.constantFrom(...kinds));
  const values = fc.dictionary(fc.constantFrom("a", "b", "c", "d~/", "__x", "other"), fc.jsonValue({ maxDepth: 2 }));
  const isOf = (kind: string | undefined, value: unknown) =>
    kind === undefined ||
    (kind === "array" ? Array.isArray(value) : kind === "object" ? isObject(value) : typeof value === kind);
  const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
  const property = fc.property(schema, values, (types, given) => {
    const properties = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }]));
    const before = JSON.stringify(given);
    const event = compile({ type: "object", properties });
    const outcome = applyPlan(event, given);
    const expected = Object.entries(given).filter(([name, value]) => isOf(types[name], value));
    expect(JSON.stringify(outcome ? outcome.properties : given)).toBe(JSON.stringify(Object.fromEntries(expected)));
    expect(JSON.stringify(given)).toBe(before);
    if (outcome) expect(applyPlan(event, outcome.properties)).toBeUndefined();
  });
  fc.assert(property, { numRuns: 500 });
});

test("an expression that hangs other engines costs time in proportion to the text, not to its square", () => {
  const event = compile({ properties: { a: { type: "string", pattern: "^(a+)+$" } } });
  const timeOf = (length: number) => {
    const started = process.cpuUsage();
    applyPlan(event, { a: `${"a".repeat(length)}!` });
    const { user, system } = process.cpuUsage(started);
    return user + system;
  };
  // The least of some runs: one in which the process collects garbage or compiles says nothing of the expression.
  const leastOf = (length: number) => Math.min(...Array.from({ length: 5 }, () => timeOf(length)));
  // JavaScript's engine would need 2^30 steps for 30 characters already, and this would never end.
  expect(leastOf(LIMITS.stringLength)).toBeLessThan(50 * Math.max(leastOf(LIMITS.stringLength / 4), 1_000));
});
