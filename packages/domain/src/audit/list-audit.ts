import type { AuditPage } from "@rapport/contracts/audit";
import { listAuditRows, readActorNames } from "@rapport/store/queries/audit";
import type { Context } from "../context.ts";

/** What was changed, the latest first. */
export async function listAudit(
  ctx: Context,
  input: { limit: number; cursor?: string | undefined; actor?: string | undefined },
): Promise<AuditPage> {
  const { limit, actor } = input;
  const beforeSeq = input.cursor === undefined ? undefined : Number(input.cursor);
  const { db } = ctx.store;
  const rows = await listAuditRows(db, { projectId: ctx.projectId, limit, beforeSeq, actor });
  const names = await readActorNames(db, ctx.projectId, [...new Set(rows.map((row) => row.actor))]);
  const last = rows.at(-1);
  return {
    data: rows.map((row) => ({
      seq: row.seq,
      at: row.at.toISOString(),
      actor: row.actor,
      actorName: names.get(row.actor) ?? null,
      action: row.action,
      target: row.target,
      before: row.before,
      after: row.after,
      requestId: row.requestId,
      erasedBy: row.erasedBy,
      hash: row.hash,
    })),
    nextCursor: last && rows.length === limit && last.seq > 1 ? String(last.seq) : null,
  };
}
