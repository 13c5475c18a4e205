import type { Exploration } from "@rapport/contracts/placements";
import type { BanditState } from "@rapport/engine/bandit";
import type { Database } from "@rapport/store/database";
import type { MatureExposure } from "@rapport/store/queries/outcomes";
import { lockMatureExposures, markLearned } from "@rapport/store/queries/outcomes";
import type { PlacementRow } from "@rapport/store/queries/placements";
import { findPolicy, listPlacementRows, lockPlacement, writePolicy } from "@rapport/store/queries/placements";
import type { Services } from "../context.ts";
import { openPolicy, toBanditActions } from "./slot-policy.ts";
import { toPlacement } from "./to-placement.ts";

/** Exposures that one step takes: some 100 ms of work. */
const STEP = 2_000;
/** Decisions of one person that count in full in one step; more of them divide this weight among themselves. */
const PERSON_WEIGHT = 3;
/**
 * Weight of a person nobody has identified: a public key makes as many of them as its owner likes. Less still for one
 * that has done nothing but look at recommendations.
 */
const ANONYMOUS_WEIGHT = 0.3;
const EMPTY_WEIGHT = 0.1;
const EMPTY_EVENTS = 4;

/**
 * Lets every policy of a project learn from the exposures whose time for success has passed: exactly once each, in the
 * transaction that keeps the policy's next version. Servers that share a store take turns.
 * @returns exposures learned from
 */
export async function learnPolicies(services: Services, projectId: string): Promise<number> {
  let learned = 0;
  for (const { name, definition } of await listPlacementRows(services.store.db, projectId)) {
    if (definition.exploration.policy === "none") continue;
    learned += await services.store.withTransaction(async (tx) => {
      const row = await lockPlacement(tx, projectId, name);
      return row ? learnPolicy(tx, row, new Date(services.now())) : 0;
    });
  }
  if (learned > 0) services.placements.forget(projectId);
  return learned;
}

async function learnPolicy(tx: Database, row: PlacementRow, now: Date): Promise<number> {
  const { name, exploration } = toPlacement(row);
  const { projectId, policyVersion } = row;
  const { reward, rewardMinutes } = exploration;
  const exposures = await lockMatureExposures(tx, {
    projectId,
    placement: name,
    reward,
    rewardMinutes,
    now,
    limit: STEP,
  });
  if (exposures.length === 0) return 0;
  await markLearned(tx, projectId, exposures, now);
  const chosen = exposures.filter(
    ({ actions, chosen: index, itemId }) => index !== null && actions?.itemIds[index] === itemId,
  );
  if (chosen.length === 0) return 0;
  const before =
    policyVersion > 0 ? await findPolicy(tx, { projectId, placement: name, version: policyVersion }) : undefined;
  // as: written below and by nobody else; a state of another shape is put aside when it is opened
  const state = learnFrom(chosen, exploration, before?.state as BanditState | undefined);
  if (state)
    await writePolicy(tx, { projectId, placement: name, version: policyVersion + 1, state, learned: state.learned });
  return chosen.length;
}

function learnFrom(
  exposures: readonly MatureExposure[],
  exploration: Exploration,
  before: BanditState | undefined,
): BanditState | undefined {
  const bandit = openPolicy(exploration, before)?.bandit;
  const byPerson = Map.groupBy(exposures, ({ profileId }) => profileId);
  for (const exposure of exposures) {
    const { actions, chosen, success } = exposure;
    const action = actions && toBanditActions(actions)[chosen ?? -1];
    const share = Math.min(1, PERSON_WEIGHT / (byPerson.get(exposure.profileId)?.length ?? 1));
    if (action) bandit?.learn({ action, reward: Number(success), weight: share * trustIn(exposure) });
  }
  return bandit?.state();
}

function trustIn({ identified, eventCount }: MatureExposure): number {
  if (identified) return 1;
  return eventCount <= EMPTY_EVENTS ? EMPTY_WEIGHT : ANONYMOUS_WEIGHT;
}
