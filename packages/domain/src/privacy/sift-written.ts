import type { Database } from "@rapport/store/database";
import { findLedgerIds, readLedgerKey } from "@rapport/store/queries/privacy-ledger";
import type { WrittenDecision } from "@rapport/store/queries/recommendations";
import type { NewRejectedRow } from "@rapport/store/queries/rejected";
import type { Services } from "../context.ts";
import { hashIdentity, openLedgerKey } from "./ledger-key.ts";

type Vault = Pick<Services, "vault">;
type Named = { kind: "anonymous" | "user" | "profile"; value: string };

/** Ids as the text of a message has them, whether it is whole or was cut short. */
const ID_PAIRS = /"(?:userId|anonymousId|previousId)"\s*:\s*("(?:[^"\\]|\\.)*")/g;

/**
 * Decisions about erased and suppressed people without whom they were about. Such a person has no profile, but the id of the one
 * that a first event would make can be derived from theirs.
 */
export async function withoutErasedSubjects(
  db: Database,
  services: Vault,
  rows: readonly WrittenDecision[],
): Promise<WrittenDecision[]> {
  const sifted = await sift(db, services, rows, ({ profileId }) =>
    profileId === null ? [] : [{ kind: "profile", value: profileId }],
  );
  return sifted.map(({ row, isKnown }) => (isKnown ? { ...row, profileId: null } : row));
}

/** Samples of rejected messages without those of erased and suppressed people. */
export async function withoutSuppressedSamples(
  db: Database,
  services: Vault,
  rows: readonly NewRejectedRow[],
): Promise<NewRejectedRow[]> {
  const sifted = await sift(db, services, rows, ({ payload }) =>
    [...payload.matchAll(ID_PAIRS)].flatMap(([, json = '""']): Named[] => {
      const value = String(JSON.parse(json));
      return [
        { kind: "user", value },
        { kind: "anonymous", value },
      ];
    }),
  );
  return sifted.flatMap(({ row, isKnown }) => (isKnown ? [] : [row]));
}

/** Tells which rows name somebody of their project's ledger. Projects without one cost one look-up. */
async function sift<R extends { projectId: string }>(
  db: Database,
  services: Vault,
  rows: readonly R[],
  namesOf: (row: R) => Named[],
): Promise<{ row: R; isKnown: boolean }[]> {
  const known = new Set<R>();
  for (const [projectId, own] of Map.groupBy(rows, (row) => row.projectId)) {
    const sealed = await readLedgerKey(db, projectId);
    if (sealed === undefined) continue;
    const key = openLedgerKey(services, projectId, sealed);
    const hashed = own.map((row) => ({ row, hashes: namesOf(row).map((name) => hashIdentity(key, name)) }));
    const ledger = await findLedgerIds(
      db,
      projectId,
      hashed.flatMap(({ hashes }) => hashes),
    );
    for (const { row, hashes } of hashed) if (hashes.some((hash) => ledger.has(hash))) known.add(row);
  }
  return rows.map((row) => ({ row, isKnown: known.has(row) }));
}
