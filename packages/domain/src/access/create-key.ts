import { KEY_PERMISSIONS } from "@rapport/contracts/access";
import { RapportError } from "@rapport/contracts/errors";
import type { KeyKind, NewKey } from "@rapport/contracts/keys";
import type { KeyRow } from "@rapport/store/queries/workspaces";
import { endKeyAt, findKeyRow, updateKey } from "@rapport/store/queries/workspaces";
import type { Context } from "../context.ts";
import { requireCovered } from "../members/require-role.ts";
import { addKey, generateKey, generateSigningSecret, toKey } from "./keys.ts";
import { reseal } from "./user-token-box.ts";

const HOUR_MS = 3_600_000;

type KeyInput = { kind: KeyKind; name: string; scopes: string[] | null; expiresAt: string | null; signed: boolean };

/**
 * Makes a key; its text is answered here and nowhere else. A secret key may do no more than whoever makes it.
 * @throws RapportError invalid_parameter, forbidden
 */
export async function createKey(ctx: Context, input: KeyInput & { giver: readonly string[] }): Promise<NewKey> {
  const { kind, name, expiresAt, signed, giver } = input;
  const scopes = kind === "write" ? null : input.scopes;
  if (kind === "secret") requireCovered(giver, scopes ?? KEY_PERMISSIONS);
  if (expiresAt !== null && Date.parse(expiresAt) <= ctx.now()) {
    throw new RapportError("invalid_parameter", "/expiresAt: must lie in the future", {
      fields: [{ pointer: "/expiresAt", message: "must lie in the future" }],
    });
  }
  return store(ctx, { kind, name, scopes, signed, expiresAt: expiresAt === null ? null : new Date(expiresAt) });
}

/**
 * Makes a key that may do what another one may, which goes on working for the overlap: time to bring the new one out.
 * @throws RapportError not_found, conflict when the key is over already; forbidden when it may do more than whoever asks
 */
export async function rotateKey(
  ctx: Context,
  input: { id: string; overlapHours: number; giver: readonly string[] },
): Promise<NewKey> {
  const row = await requireKey(ctx, input.id);
  const over = row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt.getTime() <= ctx.now());
  if (over) throw new RapportError("conflict", "This key is over; make a new one instead");
  if (row.kind === "secret") requireCovered(input.giver, row.scopes ?? KEY_PERMISSIONS);
  const { kind, name, scopes } = row;
  // A key that demands signatures, or proof of users, must not lose that with its text.
  const made = await store(ctx, { kind, name, scopes, signed: row.signingSecret !== null, expiresAt: null });
  const { userTokens, userTokenSecretAt, userTokenBeforeEndsAt } = row;
  const demanded = { userTokens, userTokenSecretAt, userTokenBeforeEndsAt, ...reseal(ctx, row, made.key) };
  await updateKey(ctx.store.db, { projectId: ctx.projectId, id: made.key.id }, demanded);
  const at = new Date(ctx.now() + input.overlapHours * HOUR_MS);
  await endKeyAt(ctx.store.db, { projectId: ctx.projectId, id: row.id, at });
  return { ...made, key: toKey(await requireKey(ctx, made.key.id)) };
}

/** A key of the project. @throws RapportError not_found */
export async function requireKey(ctx: Context, id: string): Promise<KeyRow> {
  const row = await findKeyRow(ctx.store.db, ctx.projectId, id);
  if (!row) throw new RapportError("not_found", `There is no key with the id “${id}” in this project`);
  return row;
}

async function store(
  ctx: Context,
  { signed, ...key }: Omit<KeyInput, "expiresAt"> & { expiresAt: Date | null },
): Promise<NewKey> {
  const secret = generateKey(key.kind, ctx.randomBytes);
  const signingSecret = signed ? generateSigningSecret(ctx.randomBytes) : null;
  const { id } = await addKey(ctx, { ...key, secret, signingSecret });
  return { key: toKey(await requireKey(ctx, id)), secret, signingSecret };
}
