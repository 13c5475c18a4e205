import { RapportError } from "@rapport/contracts/errors";
import { findWorkspaceId } from "@rapport/store/queries/members";
import type { Context } from "../context.ts";

/** The workspace that the context's project belongs to. */
export async function workspaceOf(ctx: Context): Promise<string> {
  const id = await findWorkspaceId(ctx.store.db, ctx.projectId);
  if (id === undefined) throw new RapportError("not_found", "The project is gone");
  return id;
}
