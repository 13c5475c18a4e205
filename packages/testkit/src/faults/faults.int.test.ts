import { expect, test } from "vitest";
import { TEST_SEED } from "../test-seed.ts";
import { runFaults } from "./run-faults.ts";

const databaseUrl = process.env.DATABASE_URL;
const seed = TEST_SEED;

test.skipIf(!databaseUrl)(
  "two servers on one database, killed and stopped at random under traffic, store every event once and count it once",
  { timeout: 240_000 },
  async () => {
    console.log(`seed ${seed} (RAPPORT_TEST_SEED=${seed} repeats this run)`);
    const run = await runFaults({ databaseUrl: databaseUrl ?? "", seed, faults: 4, servers: 2, eventsPerFault: 500 });
    const { acknowledged, stored } = run;
    console.log(
      `${run.kills} kills and ${run.stops} stops in ${Math.round(run.seconds)} s; ${run.takeovers} new splits; ` +
        `${run.failures} requests were sent again`,
    );
    expect(acknowledged.size).toBe(2_000);
    expect([seed, [...acknowledged].filter((id) => !stored.messageIds.has(id))]).toEqual([seed, []]);
    expect([seed, stored.events, stored.usage, stored.deadLetters]).toEqual([seed, 2_000, 2_000, 0]);
    expect(stored.folded).toEqual(stored.recounted);
    // Else nothing was taken over, and the run has shown nothing.
    expect(run.takeovers).toBeGreaterThan(run.kills);
  },
);
