import type { PlatformActionKind } from "@rapport/contracts/campaigns";
import { newId } from "@rapport/contracts/ids";
import type { Database } from "@rapport/store/database";
import type { AdSetRow } from "@rapport/store/queries/campaigns";
import { insertPlatformAction } from "@rapport/store/queries/platform-actions";
import { requireAgentsReleased } from "../agents/agent-switch.ts";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { askForSending } from "./platform-actions-send.ts";

/** An act to be asked for. */
export type ActionRequest = {
  kind: PlatformActionKind;
  reason: string;
  /** What the ad set may spend a day after it; null for acts that change nothing of that. */
  dailyBudgetCents: number | null;
  /** The ad that gets new texts. */
  tag?: string;
  /** The same key for the same ad set is the same act. */
  key?: string;
  /** Earliest time, ms; at once when absent. */
  runAt?: number;
};

/**
 * Puts an act on a platform into the outbox; it is sent after the commit. Whoever calls this for an act that spends has promised the money
 * in the same transaction.
 */
export async function requestAction(
  ctx: Context,
  tx: Database,
  adSet: AdSetRow,
  request: ActionRequest,
): Promise<boolean> {
  const { projectId, now, randomBytes, actor } = ctx;
  const { kind, reason, dailyBudgetCents, runAt } = request;
  if (actor.kind === "agent" && kind !== "pause") await requireAgentsReleased(tx, projectId);
  const id = newId("platformAction", now(), randomBytes(10));
  const { id: adSetId, campaignId, platform } = adSet;
  const isNew = await insertPlatformAction(tx, {
    projectId,
    id,
    campaignId,
    adSetId,
    platform,
    tag: request.tag ?? (kind === "set-budget" ? adSet.tag : adSet.campaignTag),
    kind,
    key: request.key ?? id,
    dailyBudgetCents,
    reason,
    requestedBy: nameActor(actor),
    createdAt: new Date(now()),
    runAt: new Date(runAt ?? now()),
  });
  if (isNew) await askForSending(ctx, { tx, runAt });
  return isNew;
}
