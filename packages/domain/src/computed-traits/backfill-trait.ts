import { RapportError } from "@rapport/contracts/errors";
import type { Database } from "@rapport/store/database";
import type { ComputedTraitRow } from "@rapport/store/queries/computed-traits";
import { bumpTraitVersion, lockBackfill, updateTrait } from "@rapport/store/queries/computed-traits";
import type { TraitEventRow } from "@rapport/store/queries/trait-events";
import { findPageEnd, lockRoots, readTraitEvents } from "@rapport/store/queries/trait-events";
import type { Services } from "../context.ts";
import { NOTHING_ASSESSED } from "../segments/assessment.ts";
import { asksForTrait, reworkSegments } from "../segments/rework-segments.ts";
import { restoreObservation } from "./to-observation.ts";
import type { ActiveTrait } from "./trait-book.ts";
import { TraitChanges } from "./trait-changes.ts";

/** Events of a project that one transaction passes over: its people wait for it. */
const PAGE = 10_000;

/** `more`: a page was folded; `done`: the trait is complete; `away`: another process works on it, or it is gone. */
export type BackfillStep = "more" | "done" | "away";

/**
 * Folds the next page of the events that were stored before the trait was defined, and moves its cursor, in one
 * transaction: each event counts once, wherever a crash falls and whoever goes on. Those stored since are folded by
 * `foldTraits` meanwhile; states add up in any order.
 * @throws RapportError `unavailable` when people were merged between two statements: to be tried again
 */
export async function backfillTrait(
  services: Services,
  target: ComputedTraitRow,
  limit: number = PAGE,
): Promise<BackfillStep> {
  let looks = NOTHING_ASSESSED;
  const step = await services.store.withTransaction(async (tx): Promise<BackfillStep> => {
    const row = await lockBackfill(tx, target);
    if (!row) return "away";
    const { projectId, cursorSeq: afterSeq, throughSeq } = row;
    const end = await findPageEnd(tx, { projectId, afterSeq, throughSeq, limit });
    if (end === undefined) {
      await updateTrait(tx, row, { status: "active", cursorSeq: throughSeq });
      await bumpTraitVersion(tx, projectId);
      looks = await reworkSegments(tx, services, projectId, asksForTrait(row.key));
      return "done";
    }
    const trait = { row, compiled: services.traits.compile(row.stateId, row.definition) };
    const names = [...trait.compiled.eventNames];
    const events = await readTraitEvents(tx, { projectId, afterSeq, throughSeq: end, names });
    if (events.length > 0) await foldPage(tx, services, trait, events);
    await updateTrait(tx, row, { cursorSeq: end });
    return "more";
  });
  services.segments.announce(looks);
  return step;
}

async function foldPage(
  tx: Database,
  services: Services,
  trait: ActiveTrait,
  events: readonly TraitEventRow[],
): Promise<void> {
  const { projectId, stateId } = trait.row;
  await requireRoots(tx, projectId, events);
  const byRoot = Map.groupBy(events, ({ root }) => root);
  const nowMs = services.now();
  const changes = new TraitChanges(nowMs);
  const set = { version: 0, all: [trait], byEvent: new Map(), byState: new Map([[stateId, trait]]) };
  await changes.load(
    tx,
    projectId,
    set,
    [...byRoot.keys()].map((profileId) => ({ stateId, profileId })),
  );
  for (const [root, rows] of byRoot) {
    const part = trait.compiled.fold(rows.map(restoreObservation), nowMs);
    if (part) changes.add(trait, root, part);
  }
  await changes.write(tx, projectId);
}

/** Keeps whose events these are until the transaction ends. */
async function requireRoots(tx: Database, projectId: string, events: readonly TraitEventRow[]): Promise<void> {
  const ids = new Set(events.flatMap(({ profileId, root }) => [profileId, root]));
  const roots = await lockRoots(tx, projectId, [...ids]);
  const rootOf = (id: string) => roots.get(id) ?? id;
  if (events.every(({ profileId, root }) => rootOf(profileId) === root && rootOf(root) === root)) return;
  throw new RapportError("unavailable", "People were merged while their events were added up; try again");
}
