import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { TEST_SEED } from "../test-seed.ts";
import { runPowerCuts } from "./run-power-cuts.ts";

/** A Linux with strace; elsewhere the log's own tests are what there is. */
const canTrace = spawnSync("strace", ["-V"]).status === 0;

test.skipIf(!canTrace)(
  "the embedded log has every acknowledged value after a power cut at any moment, and goes on",
  async () => {
    const seed = TEST_SEED;
    const outcome = await runPowerCuts({ batches: 40, cuts: 12, seed });
    expect([seed, outcome]).toEqual([seed, expect.objectContaining({ cuts: 12, lost: 0, broken: 0, unusable: 0 })]);
    expect(outcome.syncs).toBeGreaterThan(5);
    const lying = await runPowerCuts({ batches: 40, cuts: 2, seed, syncsLie: true, worstFirst: true });
    expect(lying.lost + lying.broken + lying.unusable).toBeGreaterThan(0);
  },
);
