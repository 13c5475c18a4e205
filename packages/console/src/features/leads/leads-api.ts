import { jobSchema } from "@rapport/contracts/jobs";
import {
  enrichLeadsAnswerSchema,
  leadSourcesSchema,
  searchCompaniesAnswerSchema,
} from "@rapport/contracts/lead-companies";
import type { ExportToCrm, ImportFromCrm } from "@rapport/contracts/lead-crm";
import { exportToCrmAnswerSchema, importFromCrmAnswerSchema } from "@rapport/contracts/lead-crm";
import { importLeadsAnswerSchema } from "@rapport/contracts/lead-files";
import type { LeadStage, PutLeadCriteria } from "@rapport/contracts/leads";
import { leadCriteriaSchema, leadDetailSchema, leadPageSchema } from "@rapport/contracts/leads";
import { request, withQuery } from "../../lib/api.ts";
import type { LeadsSearch } from "./leads-search.ts";

const PATH = "/api/v1/leads";
const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

/** The part of the address that a list and a file of leads are narrowed by. */
export function leadFilter({ q, stage, grade, sort }: LeadsSearch) {
  return { search: q, stage, grade, sort };
}

export const leadsApi = {
  list: (search: LeadsSearch, page: { cursor: string | undefined; limit: number }, signal?: AbortSignal) =>
    request(withQuery(PATH, { ...leadFilter(search), ...page }), { schema: leadPageSchema, signal }),
  get: (id: string, signal?: AbortSignal) => request(pathOf(id), { schema: leadDetailSchema, signal }),
  move: (id: string, stage: LeadStage, reason: string) =>
    request(`${pathOf(id)}/stage`, { method: "POST", body: { stage, reason }, schema: leadDetailSchema }),
  assign: (id: string, ownerId: string | null) =>
    request(`${pathOf(id)}/assign`, { method: "POST", body: { ownerId }, schema: leadDetailSchema }),
  recompute: () => request(`${PATH}/recompute`, { method: "POST", body: {}, schema: jobSchema }),
  criteria: (signal?: AbortSignal) => request(`${PATH}/criteria`, { schema: leadCriteriaSchema, signal }),
  putCriteria: (body: PutLeadCriteria) =>
    request(`${PATH}/criteria`, { method: "PUT", body, schema: leadCriteriaSchema }),
  sources: (signal?: AbortSignal) => request(`${PATH}/sources`, { schema: leadSourcesSchema, signal }),
  companies: (query: string, signal?: AbortSignal) =>
    request(`${PATH}/companies/search`, {
      method: "POST",
      body: { query },
      schema: searchCompaniesAnswerSchema,
      ...(signal ? { signal } : {}),
    }),
  enrich: (leadIds: readonly string[], dryRun: boolean) =>
    request(`${PATH}/enrich`, { method: "POST", body: { leadIds, dryRun }, schema: enrichLeadsAnswerSchema }),
  exportToCrm: (body: Partial<ExportToCrm>) =>
    request(`${PATH}/crm/export`, { method: "POST", body, schema: exportToCrmAnswerSchema }),
  importFromCrm: (body: Partial<ImportFromCrm>) =>
    request(`${PATH}/crm/import`, { method: "POST", body, schema: importFromCrmAnswerSchema }),
  load: (text: string, options: { dryRun: boolean; consent: boolean }) =>
    request(
      withQuery(`${PATH}/import`, { dryRun: String(options.dryRun), consent: options.consent ? "granted" : undefined }),
      { method: "POST", text, schema: importLeadsAnswerSchema },
    ),
};
