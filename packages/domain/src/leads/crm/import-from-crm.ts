import type { ImportFromCrm, ImportFromCrmAnswer } from "@rapport/contracts/lead-crm";
import { CRM_FIELDS } from "@rapport/contracts/lead-crm";
import type { Crm, CrmContact } from "@rapport/ports/crm";
import { beginLeads } from "@rapport/store/queries/lead-criteria";
import type { Context } from "../../context.ts";
import type { ReplayLane } from "../../events/replay-dead-letters.ts";
import { leadConsent } from "../criteria.ts";
import { countRows } from "../files/import-leads.ts";
import { keepImported } from "../files/keep-imported.ts";
import { matchRows } from "../files/match-rows.ts";
import type { LeadFault, LeadRow } from "../files/read-lead-rows.ts";
import { readLeadRow } from "../files/read-lead-rows.ts";
import { requireCrm, toError } from "./require-crm.ts";

const COLUMNS = CRM_FIELDS.map((field) => ({ column: field, trait: field }));

/**
 * Takes people from a CRM, a page at a time, as `importLeads` takes those of a file: what differs becomes messages on the event
 * log, and taking a page again changes nothing. Who has opted out there is denied here, whatever the importer says.
 * @throws RapportError `conflict` where it is not connected or refuses, `unavailable` where it does not answer now
 */
export async function importFromCrm(
  ctx: Context,
  lane: ReplayLane,
  input: ImportFromCrm,
): Promise<ImportFromCrmAnswer> {
  const crm = await requireCrm(ctx, input.crm);
  const { contacts, next } = await readContacts(crm, input);
  const rows: LeadRow[] = [];
  const faults: LeadFault[] = [];
  for (const [place, contact] of contacts.entries()) {
    const read = toRow(place + 1, contact, input.consent === "granted");
    if ("fault" in read) faults.push(read.fault);
    else rows.push(read.lead);
  }
  const category = await leadConsent(ctx.store.db, ctx.projectId);
  const matched = await matchRows(ctx, rows, category);
  const all = [...faults, ...matched.faults].sort((a, b) => a.row - b.row);
  const answer = { crm: input.crm, ...countRows(input.dryRun, matched.rows, all), nextCursor: next ?? null };
  if (input.dryRun) return answer;
  await beginLeads(ctx.store.db, ctx.projectId);
  return { ...answer, newLeads: await keepImported(ctx, lane, { rows: matched.rows, category, source: "crm" }) };
}

/** Pages of the CRM until there are as many people as were asked for; a failure after the first one ends there. */
async function readContacts(crm: Crm, { cursor, limit }: ImportFromCrm) {
  const contacts: CrmContact[] = [];
  let next = cursor;
  do {
    const page = await crm.list({ cursor: next, limit: limit - contacts.length });
    if (!page.ok && contacts.length === 0) throw toError(page.failure);
    if (!page.ok) break;
    contacts.push(...page.value.contacts);
    next = page.value.next;
  } while (next !== undefined && contacts.length < limit);
  return { contacts, next };
}

function toRow(row: number, { email, fields, optedOut }: CrmContact, isGranted: boolean) {
  const values = Object.entries({ ...fields, email }).map(([field, value]): [string, string[]] => [field, [value]]);
  const read = readLeadRow(row, new Map(values), COLUMNS);
  if ("fault" in read) return read;
  return { lead: { ...read.lead, consent: optedOut ? false : undefined, isGranted } };
}
