import type { CompanyFacts } from "@rapport/contracts/lead-companies";

type Told = {
  company: string | null | undefined;
  employees: number | null | undefined;
  industry: string | null | undefined;
  website: string | null | undefined;
  country: string | null | undefined;
};

/** What a service tells, without what is empty; texts are cut to what a trait holds. */
export function toFacts({ employees, ...texts }: Told): CompanyFacts {
  const facts: CompanyFacts = {};
  for (const name of ["company", "industry", "website", "country"] as const) {
    const text = texts[name]
      ?.replaceAll("\0", "")
      .trim()
      .slice(0, name === "country" ? 120 : 255)
      .toWellFormed();
    if (text) facts[name] = text;
  }
  if (typeof employees === "number" && Number.isFinite(employees) && employees >= 0)
    facts.employees = Math.round(employees);
  return facts;
}
