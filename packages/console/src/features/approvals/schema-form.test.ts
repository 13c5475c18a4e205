import { expect, test } from "vitest";
import { listChanges, readAt, toFields, writeAt } from "./schema-form.ts";

const SCHEMA = {
  type: "object",
  properties: {
    name: { type: "string", maxLength: 60 },
    budget: { type: "object", properties: { dailyCents: { type: "integer", minimum: 0, maximum: 500 } } },
    goal: { enum: ["visit", "purchase"] },
    live: { type: "boolean" },
    tags: { type: "array" },
  },
};
const VALUE = { name: "Tea", budget: { dailyCents: 400 }, goal: "visit", live: false, tags: ["a"] };

test("a JSON Schema becomes fields of its types, nested objects opened, cents as money", () => {
  const shown = toFields(SCHEMA, VALUE).map(({ group, label, kind, hint }) => [
    [...group, label].join(" › "),
    kind,
    hint,
  ]);
  expect(shown).toEqual([
    ["Name", "text", "at most 60 characters"],
    ["Budget › Daily", "money", ""],
    ["Goal", "choice", ""],
    ["Live", "check", ""],
    ["Tags", "json", ""],
  ]);
});

test("fields stand as the schema's list names them, and what can have one value only is not asked for", () => {
  const texts = { type: "string", maxLength: 90 };
  const schema = {
    properties: { description1: texts, headline1: texts, campaignId: { type: "string", const: "cmp_1" } },
    required: ["campaignId", "headline1", "description1"],
  };
  expect(toFields(schema, {}).map(({ label, kind }) => [label, kind])).toEqual([
    ["Campaign id", "fixed"],
    ["Headline 1", "text"],
    ["Description 1", "text"],
  ]);
});

test("a change keeps the types and everything else, and is listed", () => {
  const changed = writeAt(VALUE, ["budget", "dailyCents"], 300);
  expect(changed).toEqual({ ...VALUE, budget: { dailyCents: 300 } });
  expect(readAt(VALUE, ["budget", "dailyCents"])).toBe(400);
  expect(listChanges(toFields(SCHEMA, VALUE), VALUE, changed)).toEqual([
    { label: "Budget › Daily", was: "4.00", now: "3.00" },
  ]);
});
