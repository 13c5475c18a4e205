import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import type { Key, KeyKind } from "@rapport/contracts/keys";
import { KEY_PREFIXES } from "@rapport/contracts/keys";
import { SIGNING_SECRET_PREFIX } from "@rapport/contracts/signatures";
import type { KeyRow } from "@rapport/store/queries/workspaces";
import { getKeyRowByHash, insertKey, listKeyRows, revokeKeyRow } from "@rapport/store/queries/workspaces";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";

/** Random bytes of a key: 160 bits, far past guessing. */
const KEY_BYTES = 20;
const HINT_LENGTH = 8;
/** CRC-32 in base64url. */
const CHECK_LENGTH = 6;
const MADE_KEY = /^[ps]k_[\w-]{33}$/;

/** Makes the text of a new key: prefix, randomness, and a check sum by which scanners and people tell a mistyped one. */
export function generateKey(kind: KeyKind, randomBytes: (size: number) => Uint8Array): string {
  const text = KEY_PREFIXES[kind] + Buffer.from(randomBytes(KEY_BYTES)).toString("base64url");
  return text + checkSum(text);
}

/** Whether a text has the length of a made key and not its check sum: a character is wrong, or missing and doubled. */
export function isMistyped(key: string): boolean {
  return MADE_KEY.test(key) && checkSum(key.slice(0, -CHECK_LENGTH)) !== key.slice(-CHECK_LENGTH);
}

function checkSum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString("base64url");
}

/** 256 bits, as many as the hash has. */
const SIGNING_BYTES = 32;

/** Makes a secret that requests of a key are signed with. */
export function generateSigningSecret(randomBytes: (size: number) => Uint8Array): string {
  return SIGNING_SECRET_PREFIX + Buffer.from(randomBytes(SIGNING_BYTES)).toString("base64");
}

type NewKey = {
  kind: KeyKind;
  name: string;
  secret: string;
  /** Its requests are refused unless they are signed with this; absent or null = they need no signature. */
  signingSecret?: string | null | undefined;
  /** What it may do; absent or null = all that a key may. */
  scopes?: string[] | null;
  expiresAt?: Date | null;
};

/** What came of giving a key to a project; `reason` is a sentence for whoever chose the key. */
type KeyClaim = { claimed: true; id: string } | { claimed: false; reason: string };

/** Gives a key to the project unless it has it already. A key belongs to one project, as one kind, until it is revoked. */
export async function claimKey(ctx: Context, input: NewKey): Promise<KeyClaim> {
  const keyHash = hashKey(input.secret);
  const { kind, name, signingSecret = null } = input;
  const id = newId("key", ctx.now(), ctx.randomBytes(10));
  const hint = input.secret.slice(0, HINT_LENGTH);
  const { scopes = null, expiresAt = null } = input;
  const createdBy = nameActor(ctx.actor);
  const { projectId } = ctx;
  const row = { id, projectId, kind, name, hash: keyHash, hint, signingSecret, scopes, expiresAt, createdBy };
  await insertKey(ctx.store.db, row);
  const kept = await getKeyRowByHash(ctx.store.db, keyHash);
  if (kept.projectId !== ctx.projectId) return { claimed: false, reason: "this key belongs to another project" };
  if (kept.kind !== kind) return { claimed: false, reason: `this key is the project's ${kept.kind} key already` };
  if (kept.revokedAt) return { claimed: false, reason: "this key is revoked" };
  return { claimed: true, id: kept.id };
}

/**
 * Adds a key; its text is known to the caller alone, the store keeps a hash. The project's own key is left as it is.
 * @throws RapportError invalid_parameter when the key is another project's, of another kind, or revoked
 */
export async function addKey(ctx: Context, input: NewKey): Promise<{ id: string }> {
  const claim = await claimKey(ctx, input);
  if (!claim.claimed) throw new RapportError("invalid_parameter", `The key cannot be added: ${claim.reason}`);
  return { id: claim.id };
}

/** The project's keys, revoked ones included. */
export async function listKeys(ctx: Context): Promise<Key[]> {
  return (await listKeyRows(ctx.store.db, ctx.projectId)).map(toKey);
}

export function toKey(row: KeyRow): Key {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    hint: row.hint,
    signed: row.signingSecret !== null,
    userTokens: row.userTokens,
    userTokenSecretAt: row.userTokenSecretAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    scopes: row.scopes,
    createdBy: row.createdBy,
  };
}

/** Ends a key's life. */
export async function revokeKey(ctx: Context, input: { id: string }): Promise<void> {
  const revoked = await revokeKeyRow(ctx.store.db, ctx.projectId, input.id);
  if (!revoked) throw new RapportError("not_found", `There is no live key with the id “${input.id}” in this project`);
}

/** What the store keeps of a key. */
export function hashKey(secret: string): string {
  return hash("sha256", secret, "hex");
}
