import type { KeyObject } from "node:crypto";
import { createHmac, createSecretKey } from "node:crypto";
import { RapportError } from "@rapport/contracts/errors";
import type { Database } from "@rapport/store/database";
import { addLedgerKey, listLedgerKeys, readLedgerKey, updateLedgerKey } from "@rapport/store/queries/privacy-ledger";
import type { Services } from "../context.ts";
import { tellError } from "../logger.ts";

/** 256 bits, as many as the hash has (RFC 2104 §3). */
const KEY_BYTES = 32;

type Deployment = Pick<Services, "vault" | "randomBytes">;

/** What a project's key is bound to: copied to another project's row it does not open. */
const placeOf = (projectId: string) => `ledger/${projectId}`;

/**
 * The key that a project's ids are hashed with, made at the first request. Without the deployment's secret nobody can find out
 * from a hash, or from a list of guesses, whom the ledger is about.
 * @throws RapportError conflict where other servers could not read a new one; internal where the secret is another one
 */
export async function ensureLedgerKey(db: Database, services: Deployment, projectId: string): Promise<KeyObject> {
  const { vault, randomBytes } = services;
  const known = await readLedgerKey(db, projectId);
  if (known !== undefined) return openLedgerKey(services, projectId, known);
  if (vault.isPrivate) {
    const message = "Set RAPPORT_SECRET first, the same for every server: the others could not read the ledger";
    throw new RapportError("conflict", message);
  }
  const made = Buffer.from(randomBytes(KEY_BYTES)).toString("base64url");
  const sealed = await addLedgerKey(db, projectId, vault.box.seal(made, placeOf(projectId)));
  return openLedgerKey(services, projectId, sealed);
}

/**
 * The key of a project that has one: without a request there is none.
 * @throws RapportError internal where the deployment's secret is another one
 */
export async function findLedgerKey(
  db: Database,
  services: Pick<Services, "vault">,
  projectId: string,
): Promise<KeyObject | undefined> {
  const sealed = await readLedgerKey(db, projectId);
  return sealed === undefined ? undefined : openLedgerKey(services, projectId, sealed);
}

/** @throws RapportError internal where the deployment's secret is another one */
export function openLedgerKey({ vault }: Pick<Services, "vault">, projectId: string, sealed: string): KeyObject {
  return createSecretKey(Buffer.from(vault.box.open(sealed, placeOf(projectId)), "base64url"));
}

/** An id as the ledger knows it: HMAC-SHA-256 of its kind and text, hex. */
export function hashIdentity(key: KeyObject, { kind, value }: { kind: string; value: string }): string {
  return createHmac("sha256", key).update(`${kind}\0${value}`).digest("hex");
}

/** Brings every project's key under the newest of the deployment's secrets, after which an earlier one may be forgotten. */
export async function rewrapLedgerKeys({
  store,
  vault,
  log,
}: Pick<Services, "store" | "vault" | "log">): Promise<void> {
  for (const { projectId, sealed } of await listLedgerKeys(store.db)) {
    try {
      const moved = vault.box.rewrap(sealed);
      if (moved !== undefined) await updateLedgerKey(store.db, projectId, moved);
    } catch (error) {
      // Events of this project cannot be told from those of erased people until the secret is back.
      log.error("The ledger of erased people cannot be read: set the secret that it was made with", {
        projectId,
        error: tellError(error),
      });
    }
  }
}
