import { RapportError } from "@rapport/contracts/errors";
import { deletePlanEvent as deleteRow, nextPlanVersion } from "@rapport/store/queries/tracking-plan";
import type { Context } from "../context.ts";

/** Takes an event out of the tracking plan. @throws RapportError not_found when it is not in it */
export async function deletePlanEvent(ctx: Context, input: { name: string }): Promise<void> {
  const { store, projectId } = ctx;
  await store.withTransaction(async (tx) => {
    await nextPlanVersion(tx, projectId);
    const deleted = await deleteRow(tx, projectId, input.name);
    if (!deleted) throw new RapportError("not_found", `The tracking plan has no event “${input.name}”`);
  });
  ctx.plans.forget(projectId);
}
