import type { Database } from "@rapport/store/database";
import type { ComputedTraitRow } from "@rapport/store/queries/computed-traits";
import type { TraitEventRow } from "@rapport/store/queries/trait-events";
import { readTraitEventsOf } from "@rapport/store/queries/trait-events";
import type { Services } from "../context.ts";
import { restoreObservation } from "./to-observation.ts";
import { TraitChanges } from "./trait-changes.ts";

const PAGE = 1_000;

/**
 * Makes the computed traits of these people anew from their stored events: after a merge was undone. `rows` are the
 * traits under `lockTraitRows`: what a backfill has not come to yet is left to it.
 */
export async function refoldTraits(
  tx: Database,
  services: Pick<Services, "traits" | "now">,
  projectId: string,
  { rows, profileIds }: { rows: readonly ComputedTraitRow[]; profileIds: readonly string[] },
): Promise<void> {
  if (rows.length === 0) return;
  const set = await services.traits.read(tx, projectId);
  const nowMs = services.now();
  const changes = new TraitChanges(nowMs);
  const keys = rows.flatMap(({ stateId }) => profileIds.map((profileId) => ({ stateId, profileId })));
  await changes.load(tx, projectId, set, keys);
  for (const trait of set.all) for (const profileId of profileIds) changes.reset(trait, profileId);
  for (const profileId of profileIds) {
    for await (const page of pagesOf(tx, projectId, profileId, [...set.byEvent.keys()])) {
      for (const trait of set.all) {
        const row = rows.find(({ stateId }) => stateId === trait.row.stateId) ?? trait.row;
        const counted = page.filter(({ seq }) => isFolded(row, seq)).map(restoreObservation);
        changes.add(trait, profileId, trait.compiled.fold(counted, nowMs));
      }
    }
  }
  await changes.write(tx, projectId);
}

/** Whether the trait has taken in the event with this number, by its backfill or as it was stored. */
function isFolded({ status, cursorSeq, throughSeq }: ComputedTraitRow, seq: number): boolean {
  return status === "active" || seq <= cursorSeq || seq > throughSeq;
}

async function* pagesOf(
  tx: Database,
  projectId: string,
  profileId: string,
  names: readonly string[],
): AsyncGenerator<TraitEventRow[]> {
  let before: { timestamp: string; seq: number } | undefined;
  for (;;) {
    const page = await readTraitEventsOf(tx, { projectId, profileId, names, limit: PAGE, before });
    yield page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    before = { timestamp: last.timestamp, seq: last.seq };
  }
}
