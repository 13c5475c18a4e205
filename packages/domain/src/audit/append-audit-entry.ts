import { insertAuditEntry, lockAuditHead } from "@rapport/store/queries/audit";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { GENESIS, hashEntry } from "./hash-entry.ts";
import { toAuditValue } from "./to-audit-value.ts";

type Change = { action: string; target: string; before: unknown; after: unknown; requestId: string };

/** Adds a change to the project's chain. Entries are numbered without gaps, whoever writes at the same time. */
export async function appendAuditEntry(ctx: Context, change: Change): Promise<void> {
  await ctx.store.withTransaction(async (tx) => {
    const head = await lockAuditHead(tx, ctx.projectId);
    const entry = {
      projectId: ctx.projectId,
      seq: (head?.seq ?? 0) + 1,
      at: new Date(ctx.now()),
      actor: nameActor(ctx.actor),
      action: change.action,
      target: change.target,
      before: toAuditValue(change.before),
      after: toAuditValue(change.after),
      requestId: change.requestId,
      previousHash: head?.hash ?? GENESIS,
      erasedBy: null,
    };
    await insertAuditEntry(tx, { ...entry, hash: hashEntry(entry) });
  });
}
