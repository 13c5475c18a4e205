import { isDeepStrictEqual } from "node:util";
import type { BudgetMove } from "@rapport/contracts/campaigns";
import { listLastMoves } from "@rapport/store/queries/campaigns";
import type { Context } from "../context.ts";

type Move = Pick<BudgetMove, "adSetId" | "fromCents" | "toCents">;

/** Whether the last moves of a campaign were these, those that change nothing left out. */
export async function wereLastMoves(
  { store, projectId }: Context,
  { id, moves }: { id: string; moves: readonly Move[] },
): Promise<boolean> {
  const made = toComparable(await listLastMoves(store.db, { projectId, id }));
  return made.length > 0 && isDeepStrictEqual(made, toComparable(moves));
}

function toComparable(moves: readonly Move[]): string[] {
  return moves
    .filter(({ fromCents, toCents }) => fromCents !== toCents)
    .map(({ adSetId, fromCents, toCents }) => `${adSetId} ${fromCents} ${toCents}`)
    .toSorted();
}
