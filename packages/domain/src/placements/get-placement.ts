import { RapportError } from "@rapport/contracts/errors";
import type { Placement } from "@rapport/contracts/placements";
import { findPlacementRow, listPlacementRows } from "@rapport/store/queries/placements";
import type { Context } from "../context.ts";
import { toPlacement } from "./to-placement.ts";

/** One placement. @throws RapportError not_found when nobody has set it up */
export async function getPlacement(ctx: Context, { name }: { name: string }): Promise<Placement> {
  const row = await findPlacementRow(ctx.store.db, ctx.projectId, name);
  if (row) return toPlacement(row);
  throw placementMissing(name);
}

/** All placements of the project, by name. */
export async function listPlacements(ctx: Context): Promise<Placement[]> {
  return (await listPlacementRows(ctx.store.db, ctx.projectId)).map(toPlacement);
}

export function placementMissing(name: string): RapportError {
  return new RapportError("not_found", `There is no placement with the name “${name}” in this project`);
}
