import { RapportError } from "@rapport/contracts/errors";
import { deleteConnectionRow } from "@rapport/store/queries/connections";
import type { Context } from "../context.ts";

/** Forgets a connection with its tokens; what stands on the platform stands. @throws RapportError not_found */
export async function deleteConnection({ store, projectId }: Context, id: string): Promise<void> {
  if (await deleteConnectionRow(store.db, projectId, id)) return;
  throw new RapportError("not_found", `There is no connection “${id}” in this project`);
}
