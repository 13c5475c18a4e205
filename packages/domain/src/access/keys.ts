import { hash } from "node:crypto";
import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import type { Key, KeyKind } from "@rapport/contracts/keys";
import { KEY_PREFIXES } from "@rapport/contracts/keys";
import type { KeyRow } from "@rapport/store/queries/workspaces";
import { findKeyByHash, insertKey, listKeyRows, revokeKeyRow } from "@rapport/store/queries/workspaces";
import type { Context, Services } from "../context.ts";

/** Random bytes of a key: 160 bits, far past guessing. */
const KEY_BYTES = 20;
const HINT_LENGTH = 8;

/** Makes the text of a new key. */
export function generateKey(kind: KeyKind, randomBytes: (size: number) => Uint8Array): string {
  return KEY_PREFIXES[kind] + Buffer.from(randomBytes(KEY_BYTES)).toString("base64url");
}

/** Adds a key; its text is known to the caller alone, the store keeps a hash. A known key is left as it is. */
export async function addKey(
  ctx: Context,
  input: { kind: KeyKind; name: string; secret: string },
): Promise<{ id: string }> {
  const id = newId("key", ctx.now(), ctx.randomBytes(10));
  await insertKey(ctx.store.db, {
    id,
    projectId: ctx.projectId,
    kind: input.kind,
    name: input.name,
    hash: hashKey(input.secret),
    hint: input.secret.slice(0, HINT_LENGTH),
  });
  return { id };
}

/** The project's keys, revoked ones included. */
export async function listKeys(ctx: Context): Promise<Key[]> {
  const rows = await listKeyRows(ctx.store.db, ctx.projectId);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    hint: row.hint,
    createdAt: row.createdAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }));
}

/** Ends a key's life. */
export async function revokeKey(ctx: Context, input: { id: string }): Promise<void> {
  const revoked = await revokeKeyRow(ctx.store.db, ctx.projectId, input.id);
  if (!revoked) throw new RapportError("not_found", `There is no live key with the id “${input.id}” in this project`);
}

/** Who a key is. */
export type Principal = { keyId: string; projectId: string; kind: KeyKind };

/** How long a looked-up key is trusted without asking the store: the longest a revoked key goes on working. */
const CACHE_MS = 5_000;
const CACHE_SIZE = 10_000;

/** Looks keys up by hash, remembering hits and misses for a few seconds, so that a flood of junk keys stays cheap. */
export class KeyRing {
  readonly #services: Services;
  readonly #cache = new Map<string, { principal: Principal | undefined; untilMs: number }>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** The principal of a key; undefined when it is unknown or revoked. */
  async authenticate(secret: string): Promise<Principal | undefined> {
    const keyHash = hashKey(secret);
    const now = this.#services.now();
    const cached = this.#cache.get(keyHash);
    if (cached && cached.untilMs > now) return cached.principal;
    const row = await findKeyByHash(this.#services.store.db, keyHash);
    const principal = row && toPrincipal(row);
    if (this.#cache.size >= CACHE_SIZE) this.#cache.clear();
    this.#cache.set(keyHash, { principal, untilMs: now + CACHE_MS });
    return principal;
  }
}

function toPrincipal(row: KeyRow): Principal {
  return { keyId: row.id, projectId: row.projectId, kind: row.kind };
}

function hashKey(secret: string): string {
  return hash("sha256", secret, "hex");
}
