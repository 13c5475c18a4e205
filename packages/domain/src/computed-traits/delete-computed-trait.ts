import { RapportError } from "@rapport/contracts/errors";
import { bumpTraitVersion, deleteTrait } from "@rapport/store/queries/computed-traits";
import type { Context } from "../context.ts";

/** Takes a computed trait away; its values are swept soon after. @throws RapportError `not_found` */
export async function deleteComputedTrait(ctx: Context, id: string): Promise<void> {
  const deleted = await ctx.store.withTransaction(async (tx) => {
    await bumpTraitVersion(tx, ctx.projectId);
    return deleteTrait(tx, ctx.projectId, id);
  });
  if (!deleted) throw new RapportError("not_found", `There is no computed trait “${id}” in this project`);
}
