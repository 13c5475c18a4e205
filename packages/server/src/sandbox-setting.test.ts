import { drawFaults } from "@rapport/adapters/ad-platform/sandbox-faults";
import { expect, test } from "vitest";
import { toSandboxFaults } from "./sandbox-setting.ts";

const read = (text?: string) => toSandboxFaults({ RAPPORT_SANDBOX_FAULTS: text });

test("one share is spread over the faults that pass, and names choose", () => {
  expect(read()).toBeUndefined();
  const shares = read("0.24") ?? {};
  expect(Object.keys(shares)).toHaveLength(12);
  expect(shares["rate-limited"]).toBeCloseTo(0.02);
  expect(shares).not.toHaveProperty("disconnected");
  expect(read("timeout-after:0.05, disconnected:0.1")).toEqual({ "timeout-after": 0.05, disconnected: 0.1 });
});

test("each call meets at most one fault, as often as its share says", () => {
  const faults = drawFaults(
    { conflict: 0.25, partial: 0.5 },
    (() => {
      let at = 0;
      return () => (at++ % 8) / 8;
    })(),
  );
  const met = Array.from({ length: 8 }, () => faults({ method: "findByTag", changes: false }));
  expect(met.filter((fault) => fault === "conflict")).toHaveLength(2);
  expect(met.filter((fault) => fault === "partial")).toHaveLength(4);
});

test.each(["storm:0.1", "2", "conflict:", "conflict:0.6,partial:0.6"])(
  "%s is refused by the variable's name",
  (text) => {
    expect(() => read(text)).toThrow("RAPPORT_SANDBOX_FAULTS");
  },
);
