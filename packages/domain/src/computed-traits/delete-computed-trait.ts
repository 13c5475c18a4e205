import { RapportError } from "@rapport/contracts/errors";
import { bumpTraitVersion, deleteTrait, findTraitRow } from "@rapport/store/queries/computed-traits";
import type { Context } from "../context.ts";
import { asksForTrait, requireUnasked } from "../segments/rework-segments.ts";

/**
 * Takes a computed trait away; its values are swept soon after.
 * @throws RapportError `not_found`; `conflict` while a segment asks for it
 */
export async function deleteComputedTrait(ctx: Context, id: string): Promise<void> {
  const deleted = await ctx.store.withTransaction(async (tx) => {
    await bumpTraitVersion(tx, ctx.projectId);
    const row = await findTraitRow(tx, ctx.projectId, id);
    if (row) await requireUnasked(tx, ctx.projectId, row.key, asksForTrait(row.key));
    return deleteTrait(tx, ctx.projectId, id);
  });
  if (!deleted) throw new RapportError("not_found", `There is no computed trait “${id}” in this project`);
}
