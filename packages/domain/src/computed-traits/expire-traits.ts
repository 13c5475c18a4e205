import { deleteTraitValues, lockDueTraitValues } from "@rapport/store/queries/computed-trait-values";
import type { Services } from "../context.ts";
import { askForLooks } from "../segments/ask-for-looks.ts";
import { NOTHING_ASSESSED } from "../segments/assessment.ts";
import { TraitChanges } from "./trait-changes.ts";

/** Values that one transaction brings up to date. */
const PAGE = 500;

/**
 * Brings values up to date that change because time passes: events leave a rolling window. Any number of processes may
 * do it at once, each takes others. Answers how many were due.
 */
export async function expireTraits(services: Services): Promise<number> {
  let looks = NOTHING_ASSESSED;
  const count = await services.store.withTransaction(async (tx) => {
    const nowMs = services.now();
    const due = await lockDueTraitValues(tx, new Date(nowMs), PAGE);
    for (const [projectId, rows] of Map.groupBy(due, (row) => row.projectId)) {
      const set = await services.traits.read(tx, projectId);
      const changes = new TraitChanges(nowMs);
      for (const { stateId, profileId, state } of rows) {
        const trait = set.byState.get(stateId);
        if (!trait) continue;
        changes.put(trait, profileId, state);
        changes.add(trait, profileId, undefined);
      }
      const profileIds = [...(await changes.write(tx, projectId)).keys()];
      const asked = await askForLooks(tx, services, projectId, { kind: "computed", profileIds });
      if (asked !== NOTHING_ASSESSED) looks = asked;
      // Of a definition that is gone: nobody will ever bring these up to date.
      await deleteTraitValues(
        tx,
        projectId,
        rows.filter(({ stateId }) => !set.byState.has(stateId)),
      );
    }
    return due.length;
  });
  services.segments.announce(looks);
  return count;
}
