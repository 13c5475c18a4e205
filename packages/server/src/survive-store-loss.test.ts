import { EventEmitter } from "node:events";
import { createTestLogger } from "@rapport/testkit/store/create-test-services";
import { expect, test } from "vitest";
import { surviveStoreLoss } from "./survive-store-loss.ts";

function fail(reason: unknown, event = "unhandledRejection") {
  const events = new EventEmitter();
  const log = createTestLogger();
  surviveStoreLoss(events, log);
  events.emit(event, reason);
  return log.lines;
}

test.each(["ECONNRESET", "57P03"])("a connection that ends unheard (%s) is logged, and the process goes on", (code) => {
  expect(fail(Object.assign(new Error("lost"), { code }))).toMatchObject([{ level: "warn" }]);
});

test("a write to a connection that has just ended is logged, and the process goes on", () => {
  const stack =
    "TypeError: Cannot read properties of null (reading 'write')\n    at Immediate.nextWrite (file:///x.js:573:20)";
  expect(fail(Object.assign(new TypeError(), { stack }), "uncaughtException")).toMatchObject([{ level: "warn" }]);
});

test("any other exception still ends the process", () => {
  const stack = "TypeError: Cannot read properties of null (reading 'write')\n    at fold (file:///x.js:1:1)";
  expect(() => fail(Object.assign(new TypeError("other"), { stack }), "uncaughtException")).toThrow("other");
});

test("any other promise that fails unheard still ends the process", () => {
  expect(() => fail(new TypeError("a bug"))).toThrow("a bug");
});
