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

test("a JSON Schema becomes fields of its types, nested objects opened", () => {
  expect(toFields(SCHEMA, VALUE).map(({ label, kind, hint }) => [label, kind, hint])).toEqual([
    ["Name", "text", "at most 60 characters"],
    ["Budget › daily cents", "number", "at least 0, at most 500"],
    ["Goal", "choice", ""],
    ["Live", "check", ""],
    ["Tags", "json", ""],
  ]);
});

test("a change keeps the types and everything else, and is listed", () => {
  const changed = writeAt(VALUE, ["budget", "dailyCents"], 300);
  expect(changed).toEqual({ ...VALUE, budget: { dailyCents: 300 } });
  expect(readAt(VALUE, ["budget", "dailyCents"])).toBe(400);
  expect(listChanges(toFields(SCHEMA, VALUE), VALUE, changed)).toEqual([
    { label: "Budget › daily cents", was: "400", now: "300" },
  ]);
});
