import { expect, test } from "vitest";
import { ERROR_CODES, RapportError } from "./errors.ts";
import { batchSchema, MESSAGE_SCHEMAS, MESSAGE_TYPES } from "./messages.ts";

test.each(MESSAGE_TYPES)("a %s message keeps fields that the schema does not know", (type) => {
  const message = { type, event: "E", groupId: "g", previousId: "p", userId: "u", custom: { kept: true } };
  expect(MESSAGE_SCHEMAS[type].parse(message)).toEqual(message);
});

test.each([
  ["track", { userId: "u" }],
  ["group", { userId: "u" }],
  ["alias", { userId: "u" }],
  ["identify", { userId: "u", traits: [] }],
  ["page", { userId: "u", name: "x".repeat(201) }],
  ["screen", { userId: "u", type: "page" }],
] as const)("a %s message without what it is about is refused", (type, message) => {
  expect(MESSAGE_SCHEMAS[type].safeParse(message).success).toBe(false);
});

test("a batch is checked as a whole only for being one: its messages are checked one by one", () => {
  expect(batchSchema.safeParse({ batch: [null, 5, {}] }).success).toBe(true);
  expect(batchSchema.safeParse({ batch: {} }).success).toBe(false);
});

test("what may be sent again is what the server answers with 429 or 5xx, and nothing else", () => {
  for (const [code, { status, retryable }] of Object.entries(ERROR_CODES)) {
    expect([code, retryable]).toEqual([code, status === 429 || status >= 500]);
  }
});

test("an error carries its code, its cause and the fields it is about", () => {
  const cause = new Error("why");
  const fields = [{ pointer: "/a", message: "is missing" }];
  const error = new RapportError("unavailable", "later", { cause, fields, retryAfterSeconds: 2 });
  expect(error).toMatchObject({ name: "RapportError", retryable: true, cause, fields, retryAfterSeconds: 2 });
  expect(new RapportError("not_found", "x")).toMatchObject({ retryable: false, fields: [] });
});
