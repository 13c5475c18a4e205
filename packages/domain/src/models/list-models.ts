import type { ModelKind, ModelPage } from "@rapport/contracts/models";
import { listModelRows } from "@rapport/store/queries/models";
import type { Context } from "../context.ts";
import { toModel } from "./to-model.ts";

export type ListModelsInput = {
  kind: ModelKind;
  name?: string | undefined;
  cursor?: string | undefined;
  limit: number;
};

/** Versions of a kind of model, of one name if given, the latest first. */
export async function listModels(ctx: Context, { cursor, ...input }: ListModelsInput): Promise<ModelPage> {
  const rows = await listModelRows(ctx.store.db, { ...input, projectId: ctx.projectId, beforeId: cursor });
  const last = rows.at(-1);
  return { data: rows.map(toModel), nextCursor: last && rows.length === input.limit ? last.id : null };
}
