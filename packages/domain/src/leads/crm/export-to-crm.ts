import type { CrmStop, ExportToCrm, ExportToCrmAnswer } from "@rapport/contracts/lead-crm";
import { CRM_LIMITS } from "@rapport/contracts/lead-crm";
import type { Lead } from "@rapport/contracts/leads";
import { noteLeadChanges } from "@rapport/store/queries/leads";
import { requireAgentsReleased } from "../../agents/agent-switch.ts";
import type { Context } from "../../context.ts";
import { nameActor } from "../../name-actor.ts";
import { listLeads, readLeads } from "../list-leads.ts";
import { leadValues } from "./lead-values.ts";
import type { PlannedLead } from "./plan-writes.ts";
import { requireCrm } from "./require-crm.ts";
import { writePart } from "./write-part.ts";

/**
 * Writes leads into a CRM, as far as their people consent now: found there by e-mail address, made where there is nobody, else
 * changed in what differs. A dry run answers the same and writes nothing. What was written is found unchanged the next time, so
 * that repeating it after any failure is right.
 * @throws RapportError `conflict` where the project is not connected to it
 */
export async function exportToCrm(ctx: Context, input: ExportToCrm): Promise<ExportToCrmAnswer> {
  const crm = await requireCrm(ctx, input.crm);
  const leads = await chooseLeads(ctx, input);
  const { sendable, withoutEmail, errors } = sortOut(leads, input.leadIds ?? []);
  const planned: PlannedLead[] = [];
  let stopped: CrmStop | null = null;
  for (let start = 0; start < sendable.length && stopped === null; start += crm.batch) {
    // A stop that is given while an agent writes ends it behind the part under way.
    if (ctx.actor.kind === "agent") await requireAgentsReleased(ctx.store.db, ctx.projectId);
    const part = await writePart(crm, sendable.slice(start, start + crm.batch), input);
    planned.push(...part.done);
    errors.push(...part.errors);
    stopped = part.stopped;
    if (!input.dryRun) await note(ctx, input.crm, part.done);
  }
  const count = (effect: PlannedLead["effect"]) => planned.filter((each) => each.effect === effect).length;
  return {
    ...{ crm: input.crm, dryRun: input.dryRun, leads: leads.length, withoutEmail, stopped },
    ...{ created: count("created"), changed: count("changed"), unchanged: count("unchanged"), failed: errors.length },
    differences: planned
      .flatMap(({ effect, leadId, email, contactId, changes }) =>
        effect === "unchanged" ? [] : [{ leadId, email, effect, contactId, changes }],
      )
      .slice(0, CRM_LIMITS.named),
    errors: errors.slice(0, CRM_LIMITS.named),
  };
}

async function chooseLeads(ctx: Context, input: ExportToCrm): Promise<Lead[]> {
  if (input.leadIds) return readLeads(ctx, input.leadIds);
  const { stage, grade, segment, minScore, limit } = input;
  return (await listLeads(ctx, { stage, grade, segment, minScore, limit })).data;
}

function sortOut(leads: readonly Lead[], asked: readonly string[]) {
  const errors: ExportToCrmAnswer["errors"] = [];
  const known = new Set(leads.map(({ id }) => id));
  for (const leadId of new Set(asked)) {
    if (!known.has(leadId)) errors.push({ leadId, message: "is not there, or its person may not be contacted" });
  }
  const holders = new Map<string, string>();
  const sendable: Lead[] = [];
  let withoutEmail = 0;
  for (const lead of leads) {
    const email = leadValues(lead)?.email;
    const holder = email === undefined ? undefined : holders.get(email);
    if (email === undefined) withoutEmail += 1;
    else if (holder !== undefined) errors.push({ leadId: lead.id, message: `has the same address as lead ${holder}` });
    else {
      holders.set(email, lead.id);
      sendable.push(lead);
    }
  }
  return { sendable, withoutEmail, errors };
}

async function note(ctx: Context, crm: string, done: readonly PlannedLead[]): Promise<void> {
  const at = new Date(ctx.now());
  const changes = done.flatMap(({ effect, leadId, contactId }) =>
    effect === "unchanged"
      ? []
      : [
          {
            ...{ projectId: ctx.projectId, leadId, at, actor: nameActor(ctx.actor), what: "crm" as const },
            ...{ from: effect, to: `${crm} ${contactId}`, reason: "" },
          },
        ],
  );
  await noteLeadChanges(ctx.store.db, changes);
}
