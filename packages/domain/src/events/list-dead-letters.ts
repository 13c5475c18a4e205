import type { DeadLetter } from "@rapport/contracts/dead-letters";
import { objectOf } from "@rapport/contracts/json";
import type { DeadLetterRow } from "@rapport/store/queries/dead-letters";
import { listDeadLetterRows } from "@rapport/store/queries/dead-letters";
import type { Context } from "../context.ts";

/** Events that could not be applied, the newest first. */
export async function listDeadLetters(
  ctx: Context,
  input: { limit: number; cursor?: string | undefined; code?: string | undefined },
): Promise<{ data: DeadLetter[]; nextCursor: string | null }> {
  const rows = await listDeadLetterRows(ctx.store.db, {
    projectId: ctx.projectId,
    limit: input.limit,
    code: input.code,
    beforeId: input.cursor === undefined ? undefined : Number(input.cursor),
  });
  const last = rows.at(-1);
  return { data: rows.map(toDeadLetter), nextCursor: last && rows.length === input.limit ? String(last.id) : null };
}

function toDeadLetter(row: DeadLetterRow): DeadLetter {
  const event = objectOf(JSON.parse(row.event));
  const { type, name, receivedAtMs } = event;
  return {
    id: row.id,
    messageId: row.messageId,
    type: String(type),
    name: String(name),
    code: row.code,
    reason: row.reason,
    attempts: row.attempts,
    failedAt: row.failedAt.toISOString(),
    replayedAt: row.replayedAt?.toISOString() ?? null,
    receivedAt: typeof receivedAtMs === "number" ? new Date(receivedAtMs).toISOString() : null,
    event,
  };
}
