/** What a column of a file means. */
export type LeadColumn = { column: string; trait: string | null };

/** Names of columns that other programs write, without case, spaces and signs, by the trait that they are. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  userId: ["userid", "externalid", "customerid", "contactid"],
  email: ["email", "emailaddress", "mail", "workemail", "emailwork"],
  consent: ["consent", "marketingconsent", "optin", "emailoptin", "subscribed", "marketing"],
  name: ["name", "fullname", "contactname"],
  firstName: ["firstname", "givenname", "vorname"],
  lastName: ["lastname", "surname", "familyname", "nachname"],
  company: ["company", "companyname", "organization", "organisation", "account", "accountname", "firma"],
  title: ["title", "jobtitle", "position", "role"],
  phone: ["phone", "phonenumber", "mobile", "mobilephone", "telefon"],
  website: ["website", "domain", "websiteurl", "companydomain", "companydomainname"],
  country: ["country", "countryregion", "land"],
  city: ["city", "ort"],
  industry: ["industry", "branche"],
  employees: ["employees", "numberofemployees", "companysize", "headcount"],
};
/** What our own export writes beside traits: a file that was exported can be imported again. */
const LEFT_OUT = new Set(
  [
    "lead id",
    "profile id",
    "grade",
    "score",
    "fit",
    "engagement",
    "stage",
    "owner",
    "reasons",
    "last seen",
    "source",
  ].map(plain),
);
const TRAITS = new Map(Object.entries(NAMES).flatMap(([trait, names]) => names.map((name) => [name, trait] as const)));

/** Reads the header of a file: columns with a meaning, others as traits under their own names. The first of two of a kind counts. */
export function readColumns(header: readonly string[]): LeadColumn[] {
  const taken = new Set<string>();
  return header.map((column) => {
    const name = plain(column);
    const trait = LEFT_OUT.has(name) || name === "" ? null : (TRAITS.get(name) ?? column.trim().slice(0, 255));
    if (trait === null || taken.has(trait)) return { column, trait: null };
    taken.add(trait);
    return { column, trait };
  });
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}
