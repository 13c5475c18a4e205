import { expect, test } from "vitest";
import { runAgentFaults } from "./run-agent-faults.ts";

const databaseUrl = process.env.DATABASE_URL;
/** Set to repeat a run; every run prints its own. */
const seed = Number(process.env.RAPPORT_TEST_SEED ?? Date.now() % 1_000_000);

test.skipIf(!databaseUrl)(
  "campaigns of agents whose worker is killed come to the end that they have undisturbed: no approval lost, nothing made twice",
  { timeout: 240_000 },
  async () => {
    console.log(`seed ${seed} (RAPPORT_TEST_SEED=${seed} repeats this run)`);
    const { verdicts } = await runAgentFaults({ databaseUrl: databaseUrl ?? "", seed, kills: 2, flows: 3 });
    expect(verdicts).toHaveLength(3);
    for (const verdict of verdicts) {
      expect([seed, verdict]).toEqual([
        seed,
        { runId: verdict.runId, lostApprovals: 0, doubledMutations: 0, differences: [] },
      ]);
    }
  },
);
