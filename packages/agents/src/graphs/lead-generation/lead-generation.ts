import { END, START, StateGraph } from "@langchain/langgraph";
import type { LeadGeneration } from "@rapport/contracts/lead-generation";
import { leadGenerationSchema } from "@rapport/contracts/lead-generation";
import { searchCompanies } from "@rapport/domain/leads/companies/search-companies";
import { explainLeads } from "@rapport/domain/leads/explain-leads";
import { findLeads } from "@rapport/domain/leads/find-leads";
import { readLeads } from "@rapport/domain/leads/list-leads";
import type { AgentGraph, GraphDeps } from "../agent-graph.ts";
import { applyLeadList } from "./apply-lead-list.ts";
import { approveLeads } from "./approve-leads.ts";
import { fillCompanies, requireTarget, takeLeads, writeLeads } from "./exchange-leads.ts";
import type { LeadPlan } from "./state.ts";
import { leadState } from "./state.ts";

/** Companies of a search. */
const COMPANIES = 20;

/**
 * Takes people from a CRM → finds companies → finds the best leads → fills what is known of their companies → says why → asks for approval →
 * writes the list and its segment → writes into a CRM. What was not asked for is passed over.
 */
export const leadGeneration: AgentGraph<LeadGeneration> = {
  name: "lead-generation",
  title: "Finds the people who are worth writing to, says why, and makes a list of them once that is approved",
  input: leadGenerationSchema,
  durability: "sync",
  build(deps) {
    return new StateGraph(leadState)
      .addNode("take-people", (plan) => take(deps, plan))
      .addNode("search-companies", (plan) => search(deps, plan))
      .addNode("find", (plan) => find(deps, plan))
      .addNode("fill-companies", async ({ leadIds }) => ({ enriched: await fillCompanies(deps, leadIds) }))
      .addNode("explain", (plan) => explain(deps, plan))
      .addNode("approve", (plan) => ({ approved: approveLeads(plan) }))
      .addNode("apply", (plan) => apply(deps, plan))
      .addNode("write-to-crm", (plan) => write(deps, plan))
      .addEdge(START, "take-people")
      .addConditionalEdges("take-people", (plan) => (plan.search === undefined ? "find" : "search-companies"), [
        "search-companies",
        "find",
      ])
      .addEdge("search-companies", "find")
      .addConditionalEdges(
        "find",
        ({ enrich, leadIds }) => (enrich && leadIds.length > 0 ? "fill-companies" : "explain"),
        ["fill-companies", "explain"],
      )
      .addEdge("fill-companies", "explain")
      .addConditionalEdges("explain", ({ leads }) => (leads.length > 0 ? "approve" : END), ["approve", END])
      .addEdge("approve", "apply")
      .addConditionalEdges("apply", ({ approved, exportTo }) => (approved?.toCrm && exportTo ? "write-to-crm" : END), [
        "write-to-crm",
        END,
      ])
      .addEdge("write-to-crm", END);
  },
};

async function take(deps: GraphDeps, { importFrom, importConsent, exportTo }: LeadPlan) {
  await requireTarget(deps, exportTo);
  return { taken: importFrom ? await takeLeads(deps, importFrom, importConsent) : null };
}

async function search({ ctx }: GraphDeps, { search: query = "" }: LeadPlan) {
  return { companies: await searchCompanies(ctx, { query, limit: COMPANIES }) };
}

async function find({ ctx }: GraphDeps, { segmentId, limit, minScore, companies }: LeadPlan) {
  const domains = companies?.data.map(({ domain }) => domain);
  return { leadIds: (await findLeads(ctx, { segmentId, limit, minScore, domains })).map(({ id }) => id) };
}

async function explain(deps: GraphDeps, { leadIds, exportTo }: LeadPlan) {
  const leads = await readLeads(deps.ctx, leadIds);
  const places = new Map(leadIds.map((id, place) => [id, place]));
  // What was filled of their companies may have changed their scores.
  const order = leads.toSorted((a, b) => b.score - a.score || (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
  const explained = await explainLeads(deps.ctx, order);
  if (!exportTo || order.length === 0) return explained;
  const ids = order.map(({ id }) => id);
  return { ...explained, planned: await writeLeads(deps, { crm: exportTo, leadIds: ids, dryRun: true }) };
}

async function apply({ ctx, runId }: GraphDeps, { approved, leadIds }: LeadPlan) {
  return { audience: approved && (await applyLeadList(ctx, { runId, approved, proposed: leadIds })) };
}

async function write(deps: GraphDeps, { approved, exportTo, leadIds: proposed }: LeadPlan) {
  const leadIds = approved?.leadIds.filter((id) => proposed.includes(id)) ?? [];
  if (!exportTo || leadIds.length === 0) return {};
  return { written: await writeLeads(deps, { crm: exportTo, leadIds, dryRun: false }) };
}
