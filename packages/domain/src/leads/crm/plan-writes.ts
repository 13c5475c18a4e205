import type { CrmField, ExportToCrm, FieldChange } from "@rapport/contracts/lead-crm";
import type { Lead } from "@rapport/contracts/leads";
import type { CrmContact, CrmWrite } from "@rapport/ports/crm";
import { leadFacts, leadValues } from "./lead-values.ts";

/** A lead, and what has to be written of it. */
export type PlannedLead = {
  leadId: string;
  email: string;
  effect: "created" | "changed" | "unchanged";
  contactId: string | null;
  changes: FieldChange[];
  write: CrmWrite;
};

type Choices = Pick<ExportToCrm, "overwrite" | "facts">;

/** Compares leads that have an address with the contacts that were found under them. */
export function planWrites(
  leads: readonly Lead[],
  contacts: readonly CrmContact[],
  { overwrite, facts }: Choices,
): PlannedLead[] {
  const byEmail = new Map(contacts.map((contact) => [contact.email, contact]));
  return leads.flatMap((lead) => {
    const values = leadValues(lead);
    if (!values) return [];
    return [plan(lead.id, { values, own: leadFacts(lead, facts), contact: byEmail.get(values.email), overwrite })];
  });
}

type Comparison = {
  values: Partial<Record<CrmField, string>> & { email: string };
  own: Record<string, string | number>;
  contact: CrmContact | undefined;
  overwrite: boolean;
};

function plan(leadId: string, { values, own, contact, overwrite }: Comparison): PlannedLead {
  const { email } = values;
  const fields: Partial<Record<CrmField, string>> = {};
  const changes: FieldChange[] = [];
  for (const [name, to] of Object.entries(values)) {
    const field = name as CrmField; // as: keys of the record
    const from = contact?.fields[field] ?? null;
    // A contact that was found by a further address keeps its first one.
    const isKept = contact !== undefined && (field === "email" || (from !== null && !overwrite));
    if (isKept || isSame(field, from, to)) continue;
    fields[field] = to;
    changes.push({ field, from, to });
  }
  const owned = Object.entries(own).filter(([name, to]) => contact?.own[name] !== String(to));
  for (const [field, to] of owned) changes.push({ field, from: contact?.own[field] || null, to: String(to) });
  const effect = contact === undefined ? "created" : changes.length > 0 ? "changed" : "unchanged";
  const write = { email, id: contact?.id, fields, own: Object.fromEntries(owned) };
  return { leadId, email, effect, contactId: contact?.id ?? null, changes, write };
}

/** CRMs rewrite addresses of pages and numbers of telephones in a form of their own. */
function isSame(field: CrmField, from: string | null, to: string): boolean {
  if (from === null) return false;
  return plain(field, from) === plain(field, to);
}

function plain(field: CrmField, value: string): string {
  if (field === "phone") return value.replaceAll(/[^\d+]/g, "");
  if (field === "website")
    return value
      .toLowerCase()
      .replace(/^https?:\/\//, "")
      .replace(/\/$/, "");
  return value.trim();
}
