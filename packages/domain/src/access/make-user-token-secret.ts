import { RapportError } from "@rapport/contracts/errors";
import type { UserTokenSecret } from "@rapport/contracts/keys";
import type { KeyRow } from "@rapport/store/queries/workspaces";
import { updateKey } from "@rapport/store/queries/workspaces";
import type { Context } from "../context.ts";
import { requireKey } from "./create-key.ts";
import { toKey } from "./keys.ts";
import { generateUserTokenSecret, userTokenPlace } from "./user-token-box.ts";

const HOUR_MS = 3_600_000;

/**
 * Makes the secret that user tokens of a write key are signed with; its text is answered here and nowhere else. Tokens that
 * were signed with the one before are taken until the overlap is over.
 * @throws RapportError not_found; conflict for a secret key, for one that is over, and where other servers could not read it
 */
export async function makeUserTokenSecret(
  ctx: Context,
  { id, overlapHours }: { id: string; overlapHours: number },
): Promise<UserTokenSecret> {
  const row = await requireTokenKey(ctx, id);
  if (ctx.vault.isPrivate)
    throw new RapportError(
      "conflict",
      "Set RAPPORT_SECRET first, the same for every server: the others could not read it",
    );
  const secret = generateUserTokenSecret(ctx.randomBytes);
  const at = new Date(ctx.now());
  await updateKey(ctx.store.db, row, {
    userTokenSecret: ctx.vault.box.seal(secret, userTokenPlace(row)),
    userTokenSecretAt: at,
    userTokenSecretBefore: overlapHours > 0 ? row.userTokenSecret : null,
    userTokenBeforeEndsAt: new Date(at.getTime() + overlapHours * HOUR_MS),
  });
  return { key: toKey(await requireTokenKey(ctx, id)), secret };
}

/** A key that may demand user tokens. @throws RapportError not_found, conflict */
export async function requireTokenKey(ctx: Context, id: string): Promise<KeyRow> {
  const row = await requireKey(ctx, id);
  if (row.kind !== "write") throw new RapportError("conflict", "Only a write key, which is public, needs user tokens");
  const over = row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt.getTime() <= ctx.now());
  if (over) throw new RapportError("conflict", "This key is over; choose one that is in use");
  return row;
}
