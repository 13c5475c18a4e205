import { EventEmitter } from "node:events";
import { createTestLogger } from "@rapport/testkit/store/create-test-services";
import { expect, test } from "vitest";
import { surviveStoreLoss } from "./survive-store-loss.ts";

function fail(reason: unknown) {
  const events = new EventEmitter();
  const log = createTestLogger();
  surviveStoreLoss(events, log);
  events.emit("unhandledRejection", reason);
  return log.lines;
}

test.each(["ECONNRESET", "57P03"])("a connection that ends unheard (%s) is logged, and the process goes on", (code) => {
  expect(fail(Object.assign(new Error("lost"), { code }))).toMatchObject([{ level: "warn" }]);
});

test("any other promise that fails unheard still ends the process", () => {
  expect(() => fail(new TypeError("a bug"))).toThrow("a bug");
});
