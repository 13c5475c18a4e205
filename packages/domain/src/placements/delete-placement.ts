import { deletePlacementRow } from "@rapport/store/queries/placements";
import type { Context } from "../context.ts";
import { placementMissing } from "./get-placement.ts";

/** Takes a placement's rules and policy away; who asks by its name gets the defaults. @throws RapportError not_found */
export async function deletePlacement(ctx: Context, { name }: { name: string }): Promise<void> {
  const deleted = await ctx.store.withTransaction((tx) => deletePlacementRow(tx, ctx.projectId, name));
  if (!deleted) throw placementMissing(name);
  ctx.placements.forget(ctx.projectId);
}
