import { listAllConnectionRows, updateConnection } from "@rapport/store/queries/connections";
import type { Services } from "../context.ts";
import { tellError } from "../logger.ts";

/**
 * Brings every connection under the newest of the deployment's keys, after which an earlier one may be forgotten.
 * @returns how many were moved
 */
export async function rewrapConnections({
  store,
  vault,
  log,
}: Pick<Services, "store" | "vault" | "log">): Promise<number> {
  let moved = 0;
  for (const row of await listAllConnectionRows(store.db)) {
    try {
      const sealed = vault.box.rewrap(row.sealed);
      if (sealed !== undefined && (await updateConnection(store.db, row, { sealed }))) moved++;
    } catch (error) {
      // One that cannot be read must not keep the rest from moving, nor the server from starting.
      log.error("A connection cannot be read", {
        projectId: row.projectId,
        provider: row.provider,
        error: tellError(error),
      });
    }
  }
  return moved;
}
