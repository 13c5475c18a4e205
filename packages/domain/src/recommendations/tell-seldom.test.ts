import { expect, it } from "vitest";
import { tellSeldom } from "./tell-seldom.ts";

it("says once in ten seconds what every request meets, and then how often it was met", () => {
  const lines: unknown[] = [];
  const log = { info: () => {}, error: () => {}, warn: (...line: unknown[]) => lines.push(line) };
  for (const nowMs of [0, 1, 9_999, 10_000]) tellSeldom(log, nowMs, "away", { projectId: "p" });
  tellSeldom(log, 10_001, "late", {});
  expect(lines).toEqual([
    ["away", { projectId: "p" }],
    ["away", { projectId: "p", times: 3 }],
    ["late", {}],
  ]);
});
