import type { Model, ModelKind } from "@rapport/contracts/models";
import { getActiveModelRow } from "@rapport/store/queries/models";
import type { Context } from "../context.ts";
import { toModel } from "./to-model.ts";

/** The version that answers for a kind and name, and where its numbers lie; undefined before the first activation. */
export async function findActiveModel(
  ctx: Pick<Context, "store" | "projectId">,
  input: { kind: ModelKind; name: string },
): Promise<(Model & { blobKey: string }) | undefined> {
  const row = await getActiveModelRow(ctx.store.db, { projectId: ctx.projectId, ...input });
  return row && { ...toModel(row), blobKey: row.blobKey };
}
