import type { CrmFact, CrmField } from "@rapport/contracts/lead-crm";
import type { Lead } from "@rapport/contracts/leads";

/** Longest values that every CRM takes, in UTF-16 units; what is longer is cut. */
const LENGTHS: Readonly<Record<CrmField, number>> = {
  email: 80,
  firstName: 40,
  lastName: 80,
  company: 255,
  title: 128,
  phone: 40,
  website: 255,
  country: 80,
  city: 40,
};
const REASONS_LENGTH = 255;

/** What is known of a lead's person, by the fields of a CRM; undefined without an address, by which people are found. */
export function leadValues({ traits }: Lead): (Partial<Record<CrmField, string>> & { email: string }) | undefined {
  const text = (trait: string) => {
    const value = traits[trait];
    return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  };
  const email = text("email").toLowerCase();
  if (email === "" || email.length > LENGTHS.email) return undefined;
  const [given, family] = splitName(text("name"));
  const values: Partial<Record<CrmField, string>> = {
    firstName: text("firstName") || given,
    lastName: text("lastName") || family,
  };
  for (const field of ["company", "title", "phone", "website", "country", "city"] as const) values[field] = text(field);
  const cut = Object.entries(values).flatMap(([field, value]) => {
    const most = LENGTHS[field as CrmField]; // as: keys of the record
    return value === "" ? [] : [[field, value.slice(0, most).toWellFormed()]];
  });
  return { email, ...Object.fromEntries(cut) };
}

/** Facts of a lead under the names that a CRM's own fields have. */
export function leadFacts(lead: Lead, names: Partial<Record<CrmFact, string>>): Record<string, string | number> {
  const facts: Record<CrmFact, string | number> = {
    grade: lead.grade,
    score: Math.round(lead.score * 10) / 10,
    stage: lead.stage,
    reasons: lead.reasons
      .map(({ text }) => text)
      .join("; ")
      .slice(0, REASONS_LENGTH)
      .toWellFormed(),
  };
  const named = Object.entries(names).map(([fact, name]) => [name, facts[fact as CrmFact]]); // as: keys of the record
  return Object.fromEntries(named);
}

/** The last word of a name is the family's: wrong for some, which is why a trait of its own comes first. */
function splitName(name: string): [string, string] {
  const at = name.lastIndexOf(" ");
  return at < 0 ? ["", name] : [name.slice(0, at), name.slice(at + 1)];
}
