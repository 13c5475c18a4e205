import { RapportError } from "@rapport/contracts/errors";
import type { Database } from "@rapport/store/database";
import type { WaitingCrossing } from "@rapport/store/queries/trigger-crossings";
import type { TriggerRow } from "@rapport/store/queries/triggers";
import { getWebhookRow } from "@rapport/store/queries/webhooks";
import type { Context } from "../context.ts";
import { formatProfileId } from "../profiles/profile-id.ts";
import { deliverWebhook } from "../webhooks/deliver-webhook.ts";

/** Names of the messages that webhooks get. */
const TYPES = { entered: "segment.entered", exited: "segment.exited", intent: "intent.crossed" } as const;

/** Writes the delivery or job of a crossing into the transaction; answers its id, or why there is none. */
export async function startAction(
  tx: Database,
  ctx: Context,
  trigger: TriggerRow,
  crossing: WaitingCrossing,
): Promise<{ id: string } | { reason: string }> {
  const { action } = trigger;
  return action.kind === "webhook"
    ? startDelivery(tx, ctx, trigger, crossing, action.webhookId)
    : startJob(tx, ctx, trigger, crossing, action);
}

async function startDelivery(
  tx: Database,
  ctx: Context,
  trigger: TriggerRow,
  crossing: WaitingCrossing,
  webhookId: string,
): Promise<{ id: string } | { reason: string }> {
  const webhook = await getWebhookRow(tx, { projectId: ctx.projectId, id: webhookId });
  if (!webhook) return { reason: "The webhook was deleted" };
  if (!webhook.enabled) return { reason: "The webhook is switched off" };
  const { source } = trigger;
  const id = await deliverWebhook(ctx, {
    webhookId,
    type: source.kind === "segment" ? TYPES[source.on] : TYPES.intent,
    data: describeCrossing(trigger, crossing),
    key: keyOf(crossing),
    tx,
  });
  return id === undefined ? { reason: "It was delivered before" } : { id };
}

async function startJob(
  tx: Database,
  ctx: Context,
  trigger: TriggerRow,
  crossing: WaitingCrossing,
  { name, input }: { name: string; input: Record<string, unknown> },
): Promise<{ id: string } | { reason: string }> {
  const definition = ctx.jobs.definitionOf(name);
  if (!definition) return { reason: `This server knows no job “${name}”` };
  const given = definition.takesCrossing ? { ...input, crossing: describeCrossing(trigger, crossing) } : input;
  try {
    const request = { projectId: ctx.projectId, input: given, key: keyOf(crossing), requestedBy: trigger.id, tx };
    return { id: (await ctx.jobs.enqueue(definition, request)).jobId };
  } catch (error) {
    // Another input cannot come of trying again; the words say which part is wrong.
    if (error instanceof RapportError && error.code === "invalid_parameter") return { reason: error.message };
    throw error;
  }
}

/** The same for every attempt to tell of it. */
function keyOf({ triggerId, id }: WaitingCrossing): string {
  return `trigger ${triggerId} ${id}`;
}

/** What a receiver learns of a crossing. */
function describeCrossing({ id, name, source }: TriggerRow, crossing: WaitingCrossing) {
  return {
    crossingId: crossing.id,
    at: crossing.at.toISOString(),
    trigger: { id, name },
    person: { profileId: formatProfileId(crossing.profileId), userId: crossing.userId },
    source,
    probability: crossing.probability,
  };
}
