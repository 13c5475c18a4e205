import { RapportError } from "@rapport/contracts/errors";
import type { PrivacyRequest } from "@rapport/contracts/privacy";
import type { PrivacyRequestRow } from "@rapport/store/queries/privacy-requests";
import { getPrivacyRequestRow, listPrivacyRequestRows } from "@rapport/store/queries/privacy-requests";
import type { Context } from "../context.ts";

type PrivacyRequestPage = { data: PrivacyRequest[]; nextCursor: string | null };

/** The project's ledger, the latest request first. */
export async function listPrivacyRequests(
  ctx: Context,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<PrivacyRequestPage> {
  const beforeSeq = cursor === undefined ? undefined : Number(cursor);
  const rows = await listPrivacyRequestRows(ctx.store.db, { projectId: ctx.projectId, limit, beforeSeq });
  const last = rows.at(-1);
  return { data: rows.map(toPrivacyRequest), nextCursor: last && rows.length === limit ? String(last.seq) : null };
}

/** @throws RapportError not_found, also while the request waits on the log */
export async function getPrivacyRequest(ctx: Context, id: string): Promise<PrivacyRequest> {
  const row = await getPrivacyRequestRow(ctx.store.db, { projectId: ctx.projectId, id });
  if (row) return toPrivacyRequest(row);
  throw new RapportError("not_found", `There is no request with the id “${id}” in this project`);
}

/** A row of the ledger as it is told. */
export function toPrivacyRequest(row: PrivacyRequestRow): PrivacyRequest {
  const { id, act, state, subject, ids, suppressed, requestedBy, requestedAt, finishedAt, counts } = row;
  const times = { requestedAt: requestedAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null };
  return { id, act, state, subject, ids, suppressed, requestedBy, ...times, counts };
}
