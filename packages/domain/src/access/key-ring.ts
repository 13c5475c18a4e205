import { RapportError } from "@rapport/contracts/errors";
import type { KeyKind } from "@rapport/contracts/keys";
import type { KeyRow } from "@rapport/store/queries/workspaces";
import { findKeyByHash, findKeyOwner, findLiveKey, touchKey } from "@rapport/store/queries/workspaces";
import type { Services } from "../context.ts";
import { hashKey } from "./keys.ts";
import type { UserTokenRule } from "./read-user-token.ts";
import type { SignedRequest } from "./signature-guard.ts";
import { SignatureGuard } from "./signature-guard.ts";
import { openUserTokenRule } from "./user-token-box.ts";

/**
 * Who a key is. `scopes`: what it may do as `area:verb`; null = all that a key may. `signingSecret`: what its requests must be
 * signed with.
 */
export type Principal = {
  keyId: string;
  projectId: string;
  kind: KeyKind;
  scopes: readonly string[] | null;
  signingSecret?: string;
  /** Set where its requests must prove the users that they name. */
  userTokens?: UserTokenRule;
};

type Known<T> = { value: T; untilMs: number };

/** How long an answer of the store is trusted: the longest a revoked key goes on working while the store is there. */
const TRUST_MS = 5_000;
/** Longest that a key which was live waits to be checked again, and how long it then goes on unchecked. */
const CHECK_MS = 1_000;
const UNCHECKED_MS = 2_000;
/** How exact "last used" is. */
const TOUCH_MS = 60_000;
const CACHE_SIZE = 10_000;

/**
 * Looks keys up, remembering the answers for a few seconds. Live keys are kept apart from unknown ones, so that a flood
 * of junk cannot push them out; while the store is away, a key that was live goes on working and the log goes on taking.
 */
export class KeyRing {
  readonly #services: Services;
  readonly #live = new Map<string, Known<Principal>>();
  readonly #unknown = new Map<string, Known<undefined>>();
  readonly #asked = new Map<string, Promise<Principal | undefined>>();
  readonly #liveIds = new Map<string, Known<boolean>>();
  readonly #signatures: SignatureGuard;

  constructor(services: Services) {
    this.#services = services;
    this.#signatures = new SignatureGuard(services.now);
  }

  /** @throws RapportError unauthorized when the key's requests must be signed and this one is not, or was seen before */
  assertSigned({ keyId, signingSecret }: Pick<Principal, "keyId" | "signingSecret">, request: SignedRequest): void {
    if (signingSecret !== undefined) this.#signatures.assert(keyId, signingSecret, request);
  }

  /**
   * The principal of a key; undefined when it is unknown or revoked.
   * @throws RapportError unavailable when the store is away and the key was not seen before
   */
  async authenticate(secret: string): Promise<Principal | undefined> {
    const keyHash = hashKey(secret);
    const now = this.#services.now();
    const live = this.#live.get(keyHash);
    if (live && live.untilMs > now) return live.value;
    if ((this.#unknown.get(keyHash)?.untilMs ?? 0) > now) return undefined;
    try {
      const found = this.#lookUp(keyHash);
      return await (live ? inTime(found) : found);
    } catch (cause) {
      if (!live) throw new RapportError("unavailable", "Keys cannot be checked at the moment; try again", { cause });
      // For a moment nobody else waits for a store that does not answer.
      live.untilMs = now + UNCHECKED_MS;
      return live.value;
    }
  }

  /** Asks the store, once for all who ask at the same time. What comes too late for them is remembered all the same. */
  #lookUp(keyHash: string): Promise<Principal | undefined> {
    const asked = this.#asked.get(keyHash);
    if (asked) return asked;
    const answer = findKeyByHash(this.#services.store.db, keyHash, new Date(this.#services.now()))
      .then((row) => this.#remember(keyHash, row))
      .finally(() => this.#asked.delete(keyHash));
    // Whoever has stopped waiting does not hear of a failure.
    answer.catch(() => undefined);
    this.#asked.set(keyHash, answer);
    return answer;
  }

  #remember(keyHash: string, row: KeyRow | undefined): Principal | undefined {
    const now = this.#services.now();
    if (!row) {
      this.#live.delete(keyHash);
      remember(this.#unknown, keyHash, { value: undefined, untilMs: now + TRUST_MS });
      return undefined;
    }
    const value = toPrincipal(this.#services, row);
    this.#unknown.delete(keyHash);
    remember(this.#live, keyHash, { value, untilMs: Math.min(now + TRUST_MS, row.expiresAt?.getTime() ?? Infinity) });
    this.#touch(row, now);
    return value;
  }

  /** Writes down that a key is in use, once in a while: nobody waits for it, and it may fail. */
  #touch({ id, lastUsedAt }: KeyRow, now: number): void {
    if (now - (lastUsedAt?.getTime() ?? 0) < TOUCH_MS) return;
    touchKey(this.#services.store.db, id, new Date(now)).catch(() => undefined);
  }

  /** Whose key it is or was, for telling them: it asks the store. */
  ownerOf(secret: string): Promise<{ projectId: string; hint: string } | undefined> {
    return findKeyOwner(this.#services.store.db, hashKey(secret));
  }

  /** A key has ended: what is remembered of it is asked for anew. */
  forget(keyId: string): void {
    this.#liveIds.delete(keyId);
    for (const [keyHash, { value }] of this.#live) if (value.keyId === keyId) this.#live.delete(keyHash);
  }

  /** Whether a key, known by its id, is still live: what a console session rests on. */
  async isLive(projectId: string, keyId: string): Promise<boolean> {
    const now = this.#services.now();
    const known = this.#liveIds.get(keyId);
    if (known && known.untilMs > now) return known.value;
    const value = await findLiveKey(this.#services.store.db, { projectId, id: keyId, now: new Date(now) });
    remember(this.#liveIds, keyId, { value, untilMs: now + TRUST_MS });
    return value;
  }
}

/** @throws Error when the answer does not come in time */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The store did not answer in time")), CHECK_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Keeps the newest entries: the oldest leaves when the map is full. */
function remember<T>(map: Map<string, Known<T>>, key: string, known: Known<T>): void {
  map.delete(key);
  map.set(key, known);
  const [oldest] = map.keys();
  if (map.size > CACHE_SIZE && oldest !== undefined) map.delete(oldest);
}

function toPrincipal(services: Services, row: KeyRow): Principal {
  const { id, projectId, kind, scopes, signingSecret } = row;
  const userTokens = openUserTokenRule(services, row);
  return {
    keyId: id,
    projectId,
    kind,
    scopes,
    ...(signingSecret === null ? {} : { signingSecret }),
    ...(userTokens && { userTokens }),
  };
}
