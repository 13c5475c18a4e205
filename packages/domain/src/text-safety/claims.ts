import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import type { Claim, PutClaim } from "@rapport/contracts/text-safety";
import { TEXT_SAFETY_LIMITS } from "@rapport/contracts/text-safety";
import type { ClaimRow } from "@rapport/store/queries/text-safety";
import {
  countClaims,
  deleteClaimRow,
  insertClaim,
  listClaimRows,
  updateClaimRow,
} from "@rapport/store/queries/text-safety";
import type { Context } from "../context.ts";

/** What the project may claim, expired ones included. */
export async function listClaims(ctx: Context): Promise<{ data: Claim[]; nextCursor: null }> {
  return { data: (await listClaimRows(ctx.store.db, ctx.projectId)).map(toClaim), nextCursor: null };
}

/** Adds a claim with its evidence; it counts from the next check on. @throws RapportError conflict when there are too many */
export async function createClaim(ctx: Context, input: PutClaim): Promise<Claim> {
  const { store, projectId, now, randomBytes } = ctx;
  if ((await countClaims(store.db, projectId)) >= TEXT_SAFETY_LIMITS.claims)
    throw new RapportError("conflict", `A project has at most ${TEXT_SAFETY_LIMITS.claims} claims; delete one first`);
  const time = new Date(now());
  const row = {
    ...toRow(input),
    projectId,
    id: newId("claim", now(), randomBytes(10)),
    createdAt: time,
    updatedAt: time,
  };
  await insertClaim(store.db, row);
  return toClaim(row);
}

/** Replaces a claim. @throws RapportError not_found */
export async function putClaim(ctx: Context, { id, ...input }: PutClaim & { id: string }): Promise<Claim> {
  const change = { ...toRow(input), updatedAt: new Date(ctx.now()) };
  const row = await updateClaimRow(ctx.store.db, { projectId: ctx.projectId, id }, change);
  if (!row) throw missing(id);
  return toClaim(row);
}

/** Removes a claim: no text may make it any more. @throws RapportError not_found */
export async function deleteClaim(ctx: Context, id: string): Promise<void> {
  if (!(await deleteClaimRow(ctx.store.db, { projectId: ctx.projectId, id }))) throw missing(id);
}

function toRow({ validUntil, ...rest }: PutClaim) {
  return { ...rest, validUntil: validUntil === null ? null : new Date(validUntil) };
}

function toClaim({ id, statement, evidence, evidenceUrl, validUntil, createdAt, updatedAt }: ClaimRow): Claim {
  const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
  return { id, statement, evidence, evidenceUrl, validUntil: validUntil?.toISOString() ?? null, ...times };
}

function missing(id: string): RapportError {
  return new RapportError("not_found", `There is no claim “${id}” in this project`);
}
