import type { Campaign, PutCampaign } from "@rapport/contracts/campaigns";
import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import type { Database } from "@rapport/store/database";
import { deleteCampaignRow, insertCampaign, updateCampaign } from "@rapport/store/queries/campaigns";
import { getSegmentRow } from "@rapport/store/queries/segments";
import { lockBudget } from "../budgets/lock-budget.ts";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { getCampaign } from "./get-campaign.ts";
import type { LockedCampaign } from "./with-campaign.ts";
import { withCampaign } from "./with-campaign.ts";

/**
 * Adds a campaign as a draft: nothing leaves the house before it is proposed and approved.
 * @throws RapportError conflict when the project's budget is in another currency; invalid_body for an unknown segment
 */
export async function createCampaign(ctx: Context, input: PutCampaign & { id?: string }): Promise<Campaign> {
  const { store, projectId, now, randomBytes, actor } = ctx;
  const { id = newId("campaign", now(), randomBytes(10)), ...plan } = input;
  await store.withTransaction(async (tx) => {
    await lockBudget(ctx, tx, input.currency);
    await requireSegment(tx, projectId, input.audienceSegmentId);
    const born = { state: "draft" as const, reason: "", createdBy: nameActor(actor), createdAt: new Date(now()) };
    await insertCampaign(tx, { projectId, id, ...plan, ...born });
  });
  return getCampaign(ctx, { id });
}

/** Replaces a draft. @throws RapportError not_found; conflict when it is no draft any more */
export async function putCampaign(ctx: Context, input: PutCampaign & { id: string }): Promise<Campaign> {
  const { id, ...change } = input;
  await withCampaign(ctx, id, async (locked) => {
    requireDraft(locked);
    await lockBudget(ctx, locked.tx, change.currency);
    await requireSegment(locked.tx, ctx.projectId, change.audienceSegmentId);
    await updateCampaign(locked.tx, { projectId: ctx.projectId, id }, change);
  });
  return getCampaign(ctx, { id });
}

/** Forgets a draft. @throws RapportError not_found; conflict when it was proposed: what spent money stays on record */
export async function deleteCampaign(ctx: Context, { id }: { id: string }): Promise<void> {
  await withCampaign(ctx, id, async (locked) => {
    requireDraft(locked);
    await deleteCampaignRow(locked.tx, { projectId: ctx.projectId, id });
  });
}

function requireDraft({ campaign: { state } }: LockedCampaign): void {
  if (state === "draft") return;
  throw new RapportError("conflict", `The campaign is ${state}; only a draft can be changed or deleted`);
}

async function requireSegment(tx: Database, projectId: string, id: string | null): Promise<void> {
  if (id === null || (await getSegmentRow(tx, projectId, id))) return;
  const message = `There is no segment ${id} in this project`;
  throw new RapportError("invalid_body", `/audienceSegmentId: ${message}`, {
    fields: [{ pointer: "/audienceSegmentId", message }],
  });
}
