import type { CompanyEnricherName, CompanyFacts } from "@rapport/contracts/lead-companies";
import { jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** What services told of companies, so that none is asked, and paid, twice for one. */
export const companyFacts = pgTable(
  "company_facts",
  {
    projectId: text().notNull(),
    domain: text().notNull(),
    source: text().$type<CompanyEnricherName>().notNull(),
    /** Null: it knows no such company. */
    facts: jsonb().$type<CompanyFacts>(),
    fetchedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.domain, table.source] })],
);
