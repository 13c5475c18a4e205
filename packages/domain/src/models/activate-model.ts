import { RapportError } from "@rapport/contracts/errors";
import type { Model, ModelKind } from "@rapport/contracts/models";
import { getModelRow, lockModels, switchActiveModel } from "@rapport/store/queries/models";
import type { Context } from "../context.ts";
import { toModel } from "./to-model.ts";

/**
 * Lets a version answer and retires the one that did; for a version that answered before, this is the rollback.
 * Activating the active one changes nothing.
 * @throws RapportError not_found when the project has no such model of this kind
 */
export async function activateModel(ctx: Context, input: { kind: ModelKind; id: string }): Promise<Model> {
  const { store, projectId } = ctx;
  const params = { projectId, ...input };
  const row = await store.withTransaction(async (tx) => {
    const found = await getModelRow(tx, params);
    if (!found) throw new RapportError("not_found", `There is no model “${input.id}” of ${input.kind}`);
    await lockModels(tx, found);
    // Once more, since another one may have been activated while this waited.
    const locked = await getModelRow(tx, params);
    if (!locked) throw new RapportError("not_found", `The model “${input.id}” was just removed`);
    return locked.status === "active" ? locked : switchActiveModel(tx, locked, new Date(ctx.now()));
  });
  return toModel(row);
}
