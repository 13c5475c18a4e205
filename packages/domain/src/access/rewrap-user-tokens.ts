import { listUserTokenKeys, updateKey } from "@rapport/store/queries/workspaces";
import type { Services } from "../context.ts";
import { tellError } from "../logger.ts";

/**
 * Brings every secret of user tokens under the newest of the deployment's keys, after which an earlier one may be forgotten.
 * @returns of how many keys
 */
export async function rewrapUserTokens({
  store,
  vault: { box },
  log,
}: Pick<Services, "store" | "vault" | "log">): Promise<number> {
  let moved = 0;
  const rewrap = (text: string | null) => (text === null ? undefined : box.rewrap(text));
  for (const row of await listUserTokenKeys(store.db)) {
    try {
      const userTokenSecret = rewrap(row.userTokenSecret);
      const userTokenSecretBefore = rewrap(row.userTokenSecretBefore);
      if (userTokenSecret === undefined && userTokenSecretBefore === undefined) continue;
      await updateKey(store.db, row, {
        ...(userTokenSecret !== undefined && { userTokenSecret }),
        ...(userTokenSecretBefore !== undefined && { userTokenSecretBefore }),
      });
      moved++;
    } catch (error) {
      // One that cannot be read must not keep the rest from moving, nor the server from starting.
      log.error("A secret of user tokens cannot be read", { keyId: row.id, error: tellError(error) });
    }
  }
  return moved;
}
