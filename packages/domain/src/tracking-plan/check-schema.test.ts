import { PLAN_LIMITS } from "@rapport/contracts/tracking-plan";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkSchema } from "./check-schema.ts";
import { compileSchema, findSchemaFault } from "./compile-schema.ts";

const deep = (levels: number): Record<string, unknown> => (levels === 0 ? {} : { properties: { a: deep(levels - 1) } });
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, {}]));

test.each<[string, Record<string, unknown>, string]>([
  ["a reference to elsewhere", { $ref: "http://127.0.0.1/x" }, "/schema/$ref"],
  ["a reference within", { properties: { a: { $ref: "#" } } }, "/schema/properties/a/$ref"],
  ["a name of its own", { $id: "http://json-schema.org/draft-07/schema" }, "/schema/$id"],
  ["a keyword that nobody knows", { properties: { "a/b": { tpye: "string" } } }, "/schema/properties/a~1b/tpye"],
  ["a definition", { definitions: {} }, "/schema/definitions"],
  ["an expression with a back-reference", { pattern: "(a)\\1" }, "/schema/pattern"],
  ["an expression that looks around", { properties: { a: { pattern: "(?=a)" } } }, "/schema/properties/a/pattern"],
  ["an expression in the place of a name", { patternProperties: { "(": {} } }, "/schema/patternProperties/("],
  ["an expression that is long", { pattern: "a".repeat(201) }, "/schema/pattern"],
  ["an unknown format", { format: "regex" }, "/schema/format"],
  ["every pair compared", { items: {}, uniqueItems: true }, "/schema/uniqueItems"],
  ["objects to compare with", { properties: { a: { enum: [1, { b: 1 }] } } }, "/schema/properties/a/enum"],
  ["an object to be equal to", { const: { valueOf: 1 } }, "/schema/const"],
  ["names that are none", { required: [{ valueOf: 1 }, { valueOf: 1 }] }, "/schema/required"],
  [
    "more levels than are allowed",
    deep(PLAN_LIMITS.schemaDepth),
    `/schema${"/properties/a".repeat(PLAN_LIMITS.schemaDepth)}`,
  ],
  ["more subschemas", { properties: many(PLAN_LIMITS.subschemas) }, "/schema"],
  ["more branches", { anyOf: Array.from({ length: PLAN_LIMITS.branches + 1 }, () => ({})) }, "/schema"],
  ["more bytes", { title: "x".repeat(PLAN_LIMITS.schemaBytes) }, "/schema"],
  ["a subschema that is none", { properties: { a: 5 } }, "/schema/properties/a"],
  ["a list for the items", { items: [{}] }, "/schema/items"],
])("a schema with %s is refused, with the place", (_name, schema, pointer) => {
  expect(checkSchema(schema).map((field) => field.pointer)).toContain(pointer);
});

test("what draft 7 does not know is refused, with the place", () => {
  expect(findSchemaFault({ properties: { a: { type: "text" } } })?.pointer).toContain("/schema/properties/a/type");
  expect(findSchemaFault({ properties: { a: { type: "string" } } })).toBeUndefined();
});

const SCHEMA_KEYS = [
  "type",
  "properties",
  "items",
  "anyOf",
  "not",
  "required",
  "pattern",
  "enum",
  "const",
  "if",
  "$ref",
  "__proto__",
  "minimum",
  "valueOf",
  "toString",
];

test("any JSON is either refused or compiles, and what compiles answers for any value without an exception", () => {
  const word = fc.oneof(
    fc.constantFrom(...SCHEMA_KEYS, "string", "number", "object", "a"),
    fc.string({ maxLength: 5 }),
  );
  const { schema } = fc.letrec((tie) => ({
    schema: fc.dictionary(word, tie("value"), { maxKeys: 4 }),
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      word,
      fc.constantFrom(0, 1.5, true, null, -1),
      fc.array(tie("value"), { maxLength: 3 }),
      tie("schema"),
    ),
  }));
  let compiled = 0;
  const values = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom({ valueOf: 1 }, [{ toString: 1 }, { toString: 1 }], { constructor: 1 }),
  );
  const property = fc.property(schema, values, (hostile, value) => {
    const given: Record<string, unknown> = JSON.parse(JSON.stringify(hostile)); // as it comes through HTTP
    if (checkSchema(given).length > 0 || findSchemaFault(given)) return;
    compiled++;
    expect(Array.isArray(compileSchema(given)(value))).toBe(true);
  });
  fc.assert(property, { numRuns: 1_000 });
  // A check that refuses everything would pass, too.
  expect(compiled).toBeGreaterThan(30);
});
