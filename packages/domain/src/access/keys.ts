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

/** Letters and digits alone, so that a double click takes all of a key. */
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Random bytes of a key: 160 bits, far past guessing; `digits` of the alphabet hold them. */
const RANDOM = { bytes: 20, digits: 27 };
const HINT_LENGTH = 8;
/** Digits of a CRC-32. */
const CHECK_DIGITS = 6;
/** Older keys are in base64url, as long. */
const MADE_KEY = /^[ps]k_[\w-]{33}$/;

/** Makes the text of a new key: prefix, randomness, and a check sum by which scanners and people tell a mistyped one. */
export function generateKey(kind: KeyKind, randomBytes: (size: number) => Uint8Array): string {
  const text = KEY_PREFIXES[kind] + toDigits(randomBytes(RANDOM.bytes), RANDOM.digits);
  return text + toDigits(checkSum(text), CHECK_DIGITS);
}

/** Whether a text has the length of a made key and not its check sum: a character is wrong, or missing and doubled. */
export function isMistyped(key: string): boolean {
  if (!MADE_KEY.test(key)) return false;
  const sum = checkSum(key.slice(0, -CHECK_DIGITS));
  return ![toDigits(sum, CHECK_DIGITS), sum.toString("base64url")].includes(key.slice(-CHECK_DIGITS));
}

function checkSum(text: string): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes;
}

/** Bytes as a number of so many digits. */
function toDigits(bytes: Uint8Array, count: number): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  let digits = "";
  for (; digits.length < count; rest /= 62n) digits = ALPHABET[Number(rest % 62n)] + digits;
  return digits;
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
