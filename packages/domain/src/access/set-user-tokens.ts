import { RapportError } from "@rapport/contracts/errors";
import type { Key } from "@rapport/contracts/keys";
import type { UserTokenMode } from "@rapport/contracts/user-tokens";
import { updateKey } from "@rapport/store/queries/workspaces";
import type { Context } from "../context.ts";
import { requireKey } from "./create-key.ts";
import { toKey } from "./keys.ts";
import { requireTokenKey } from "./make-user-token-secret.ts";

/**
 * Says whether requests of a write key must prove the users that they name.
 * @throws RapportError not_found; conflict where it is no live write key, or has no secret yet that tokens could be signed with
 */
export async function setUserTokens(ctx: Context, input: { id: string; userTokens: UserTokenMode }): Promise<Key> {
  const row = await requireTokenKey(ctx, input.id);
  if (input.userTokens === "required" && row.userTokenSecret === null)
    throw new RapportError("conflict", "Make a secret of user tokens first, and let your server sign with it");
  await updateKey(ctx.store.db, row, { userTokens: input.userTokens });
  return toKey(await requireKey(ctx, input.id));
}
