import { RapportError } from "@rapport/contracts/errors";
import type { AssignLead, LeadDetail, LeadStage, MoveLead } from "@rapport/contracts/leads";
import { changeLeadRow, lockLead } from "@rapport/store/queries/leads";
import { findWorkspaceId, listMemberRows } from "@rapport/store/queries/members";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { getLead, noLead } from "./list-leads.ts";

/** Moves a lead to another stage and notes who did it and why; to the stage where it stands changes nothing. */
export async function moveLead(ctx: Context, { id, stage, reason }: MoveLead & { id: string }): Promise<LeadDetail> {
  await requireOpen(ctx, id);
  await change(ctx, id, (lead) => ({ what: "stage", from: lead.stage, to: stage, set: { stage }, reason }));
  return getLead(ctx, { id });
}

/** Gives a lead to a member of the workspace, or to nobody. @throws RapportError `invalid_body` for somebody else */
export async function assignLead(ctx: Context, { id, ownerId }: AssignLead & { id: string }): Promise<LeadDetail> {
  await requireOpen(ctx, id);
  if (ownerId !== null) await requireMember(ctx, ownerId);
  await change(ctx, id, (lead) => ({ what: "owner", from: lead.ownerId, to: ownerId, set: { ownerId }, reason: "" }));
  return getLead(ctx, { id });
}

type Change = {
  what: "stage" | "owner";
  from: string | null;
  to: string | null;
  set: { stage: LeadStage } | { ownerId: string | null };
  reason: string;
};

async function change(
  ctx: Context,
  id: string,
  changeOf: (lead: { stage: LeadStage; ownerId: string | null }) => Change,
): Promise<void> {
  const { store, projectId } = ctx;
  await store.withTransaction(async (tx) => {
    const lead = await lockLead(tx, { projectId, id });
    if (!lead) throw noLead(id);
    const { set, ...rest } = changeOf(lead);
    if (rest.from === rest.to) return;
    await changeLeadRow(tx, set, {
      projectId,
      leadId: id,
      at: new Date(ctx.now()),
      actor: nameActor(ctx.actor),
      ...rest,
    });
  });
}

/** Whoever withdrew consent is no lead: nothing is done with them. */
async function requireOpen(ctx: Context, id: string): Promise<void> {
  await getLead(ctx, { id });
}

async function requireMember({ store, projectId }: Context, memberId: string): Promise<void> {
  const workspaceId = await findWorkspaceId(store.db, projectId);
  const members = workspaceId === undefined ? [] : await listMemberRows(store.db, workspaceId);
  if (members.some(({ id }) => id === memberId)) return;
  const message = `names no member of this workspace: “${memberId}”`;
  throw new RapportError("invalid_body", `/ownerId ${message}`, { fields: [{ pointer: "/ownerId", message }] });
}
