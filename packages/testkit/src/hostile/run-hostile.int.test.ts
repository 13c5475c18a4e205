import { expect, test } from "vitest";
import { TEST_SEED } from "../test-seed.ts";
import { runHostile } from "./run-hostile.ts";

const seed = TEST_SEED;

test("2,000 hostile bodies: every answer is in order, nothing accepted is unstorable, nothing is logged as our failure", async () => {
  const { faults, statuses, ...report } = await runHostile({ bodies: 2_000, seed, connections: 8 });
  console.log(`seed ${seed} (RAPPORT_TEST_SEED=${seed} repeats this run): ${JSON.stringify({ statuses, ...report })}`);
  expect(faults.join("\n")).toBe("");
  expect(report).toMatchObject({ deadLetters: 0, errorLines: 0 });
  // Bodies that are all refused for the same reason would test nothing.
  expect(statuses["200"]).toBeGreaterThan(100);
  expect(statuses["400"]).toBeGreaterThan(100);
});
