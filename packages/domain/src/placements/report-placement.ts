import type { PlacementReport } from "@rapport/contracts/placements";
import { compareShares } from "@rapport/engine/off-policy/compare-shares";
import type { ArmRow } from "@rapport/store/queries/placement-reports";
import { countBuyers, countOutcomes } from "@rapport/store/queries/placement-reports";
import type { Context } from "../context.ts";
import { getPlacement } from "./get-placement.ts";

const DAY_MS = 86_400_000;
const NOBODY = { people: 0, buyers: 0, valueCents: 0 };

/** What became of a placement's decisions, and its lift over the untreated group. @throws RapportError not_found */
export async function reportPlacement(
  ctx: Context,
  { name, days }: { name: string; days: number },
): Promise<PlacementReport> {
  const { attributionDays } = await getPlacement(ctx, { name });
  const { projectId, store } = ctx;
  const since = new Date(ctx.now() - days * DAY_MS);
  const counts = await countOutcomes(store.db, { projectId, placement: name, since });
  const arms = await countBuyers(store.db, { projectId, placement: name, since, windowDays: attributionDays });
  const treated = groupOf(arms, false);
  const untreated = groupOf(arms, true);
  const toGroup = ({ people, buyers }: typeof treated) => ({ people, successes: buyers });
  const lift = untreated.people === 0 ? null : compareShares(toGroup(treated), toGroup(untreated));
  return { since: since.toISOString(), ...counts, treated, untreated, lift };
}

function groupOf(arms: readonly ArmRow[], wanted: boolean) {
  const { people, buyers, valueCents } = arms.find(({ heldOut }) => heldOut === wanted) ?? NOBODY;
  return { people, buyers, valueCents };
}
