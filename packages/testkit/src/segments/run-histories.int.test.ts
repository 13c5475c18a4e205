import { expect, test } from "vitest";
import { describeOnBothEngines } from "../store/describe-on-both-engines.ts";
import { runHistory } from "./run-histories.ts";

describeOnBothEngines("segments", ({ store }) => {
  test("at every step of random histories the incremental answer, the statement's and the reference's are one", async () => {
    for (const seed of [1, 2]) {
      const outcome = await runHistory(store(), { seed, rules: 25, happenings: 12 });
      expect(outcome.differences).toEqual([]);
      expect(outcome.answers).toBeGreaterThan(100);
      expect(outcome.members).toBeGreaterThan(10);
      expect(outcome.changes).toBeGreaterThan(10);
    }
  });
});
