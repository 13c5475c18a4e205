import type { Approval } from "@rapport/contracts/approvals";
import { RapportError } from "@rapport/contracts/errors";
import type { ApprovalRow } from "@rapport/store/queries/approvals";
import { getApprovalRow, listApprovalRows } from "@rapport/store/queries/approvals";
import type { Context } from "../context.ts";
import { toApproval } from "./to-approval.ts";

/** Proposals of the project's runs, the newest first. */
export async function listApprovals(
  { store, projectId }: Context,
  { limit, cursor, state }: { limit: number; cursor?: string | undefined; state?: Approval["state"] | undefined },
): Promise<{ data: Approval[]; nextCursor: string | null }> {
  const rows = await listApprovalRows(store.db, { projectId, limit, beforeId: cursor, state });
  const last = rows.at(-1);
  return { data: rows.map(toApproval), nextCursor: last && rows.length === limit ? last.id : null };
}

/** One proposal. @throws RapportError not_found */
export async function getApproval(ctx: Context, id: string): Promise<Approval> {
  return toApproval(await requireApproval(ctx, id));
}

/** @throws RapportError not_found */
export async function requireApproval({ store, projectId }: Context, id: string): Promise<ApprovalRow> {
  const row = await getApprovalRow(store.db, { projectId, id });
  if (row) return row;
  throw new RapportError("not_found", `There is no approval “${id}” in this project; GET /api/v1/approvals lists them`);
}
