import { isDeepStrictEqual } from "node:util";
import type { Approval, ApprovalDecision } from "@rapport/contracts/approvals";
import { actionsOf } from "@rapport/contracts/approvals";
import { RapportError } from "@rapport/contracts/errors";
import { wakeRunRow } from "@rapport/store/queries/agent-runs";
import { decideApprovalRow } from "@rapport/store/queries/approvals";
import { agentRunAdvance } from "../agents/agent-run-advance.ts";
import { enqueueAdvance } from "../agents/enqueue-advance.ts";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { getApproval, requireApproval } from "./approvals.ts";
import { checkEdit } from "./check-edit.ts";

const STATE_OF = { approve: "approved", edit: "edited", reject: "rejected", respond: "responded" } as const;

/**
 * Decides about a proposal and lets its run go on. The same decision again answers the same.
 * @throws RapportError not_found; invalid_body when its graph takes no such answer, or a changed value does not fit the proposal's
 *   schema, naming the field: the proposal waits on; conflict when something else was decided, or the proposal's time is over
 */
export async function decideApproval(ctx: Context, id: string, decision: ApprovalDecision): Promise<Approval> {
  const { runId, schema, state, decision: decided } = await requireApproval(ctx, id);
  requireAction(schema, decision);
  if (decision.action === "edit") checkEdit(schema, decision.value);
  if (state !== "pending" && isDeepStrictEqual(decided, decision)) return getApproval(ctx, id);
  await writeDecision(ctx, { id, runId }, STATE_OF[decision.action], decision);
  return getApproval(ctx, id);
}

/** @throws RapportError invalid_body when that cannot be said to the proposal */
function requireAction(schema: Record<string, unknown>, { action }: ApprovalDecision): void {
  const actions = actionsOf(schema);
  if (actions.includes(action)) return;
  const message = `“${action}” cannot be said to this proposal; it takes ${actions.join(", ")}`;
  throw new RapportError("invalid_body", `/action: ${message}`, { fields: [{ pointer: "/action", message }] });
}

/** Writes the decision and wakes the run in one transaction. @throws RapportError conflict when it no longer waits */
export async function writeDecision(
  ctx: Context,
  { id, runId }: { id: string; runId: string },
  state: Approval["state"],
  decision: ApprovalDecision,
): Promise<void> {
  const { projectId } = ctx;
  const decided = { state, decision, decidedBy: nameActor(ctx.actor), decidedAt: new Date(ctx.now()) };
  await ctx.jobs.prepare([agentRunAdvance]);
  await ctx.store.withTransaction(async (tx) => {
    if (!(await decideApprovalRow(tx, { projectId, id }, decided))) {
      throw new RapportError(
        "conflict",
        "The proposal no longer waits: it was decided otherwise, expired or was cancelled",
      );
    }
    if (await wakeRunRow(tx, { projectId, id: runId })) await enqueueAdvance(ctx, tx, runId);
  });
  // Committed: a worker can look at once.
  ctx.jobs.onWork();
}
