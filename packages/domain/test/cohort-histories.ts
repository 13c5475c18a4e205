import type { CohortPerson } from "@rapport/testkit/simulator/cohort";
import type { ActionHistories } from "../src/intents/action-history.ts";
import { toHistories } from "../src/intents/action-history.ts";

/** A cohort as training reads it from the store. */
export function readCohort(people: readonly CohortPerson[]): ActionHistories {
  return toHistories(
    people.flatMap(({ id, actions }) =>
      actions.map(({ action, timestampMs, value }) => ({
        profileId: id,
        action,
        timestampMs,
        value: value === undefined ? null : String(value),
        identified: false,
      })),
    ),
  );
}
