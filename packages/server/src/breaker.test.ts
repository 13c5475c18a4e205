import { setTimeout as sleep } from "node:timers/promises";
import { RapportError } from "@rapport/contracts/errors";
import { afterEach, expect, test } from "vitest";
import type { Breaker } from "./breaker.ts";
import { createBreaker } from "./breaker.ts";

const LIMITS = { timeoutMs: 100, windowMs: 5_000, minCalls: 4, failurePercent: 50, restMs: 100, maxCalls: 3 };
const gone = Object.assign(new Error("gone"), { code: "08006" });

let breaker: Breaker;
afterEach(() => breaker.close());
const open = () => {
  breaker = createBreaker("The store", LIMITS, (error) => error === gone);
  return breaker;
};
const outcome = (call: () => Promise<unknown>) =>
  breaker.run(call).catch((error: unknown) => (error instanceof RapportError ? error.message : error));
const fail = () => Promise.reject(gone);

test("what the call answers or throws comes through", async () => {
  open();
  expect(await outcome(async () => 7)).toBe(7);
  expect(await outcome(fail)).toBe(gone);
});

test("after enough failures calls are refused without being made, and one success closes it again", async () => {
  open();
  for (let i = 0; i < 4; i++) await outcome(fail);
  expect(breaker.state()).toBe("open");
  let made = 0;
  const call = async () => ++made;
  expect(await outcome(call)).toMatch(/^The store does not answer at the moment/);
  expect(made).toBe(0);
  await expect.poll(() => breaker.state(), { timeout: 20_000 }).toBe("half_open");
  expect(await outcome(call)).toBe(1);
  expect(breaker.state()).toBe("closed");
});

test("errors that the caller made speak against nobody", async () => {
  open();
  for (let i = 0; i < 20; i++) await outcome(() => Promise.reject(new Error("no such column")));
  expect(breaker.state()).toBe("closed");
});

test("a call that hangs is given up, and no more than so many hang at a time", async () => {
  open();
  const hanging = Array.from({ length: 3 }, () => outcome(() => sleep(5_000, undefined, { ref: false })));
  expect(await outcome(async () => 1)).toMatch(/too many calls/);
  for (const each of await Promise.all(hanging)) expect(each).toMatch(/in time/);
});
