import { END, START, StateGraph, StateSchema } from "@langchain/langgraph";
import type { LeadGeneration } from "@rapport/contracts/leads";
import { LEAD_LIMITS, leadAudienceSchema, leadGenerationSchema, proposedLeadSchema } from "@rapport/contracts/leads";
import { explainLeads } from "@rapport/domain/leads/explain-leads";
import { findLeads } from "@rapport/domain/leads/find-leads";
import { readLeads } from "@rapport/domain/leads/list-leads";
import { z } from "zod";
import { askApproval } from "../../runtime/ask-approval.ts";
import type { AgentGraph } from "../agent-graph.ts";
import { applyLeadList } from "./apply-lead-list.ts";

/** What a person decides about: who is on the list, and what it is called. */
const proposalSchema = z.strictObject({
  name: leadGenerationSchema.shape.name.unwrap(),
  leadIds: z.array(z.string()).min(1).max(LEAD_LIMITS.proposal),
});

const state = new StateSchema({
  ...leadGenerationSchema.shape,
  leadIds: z.array(z.string()).default(() => []),
  leads: z.array(proposedLeadSchema).default(() => []),
  summary: z.string().default(""),
  /** Who put the reasons into words. */
  model: z.string().default(""),
  approved: proposalSchema.nullable().default(null),
  /** What the run has made; null when nothing was approved, or there was nobody. */
  audience: leadAudienceSchema.nullable().default(null),
});

/** Scores people → finds the best leads → says why → asks for approval → writes the list and its segment. */
export const leadGeneration: AgentGraph<LeadGeneration> = {
  name: "lead-generation",
  title: "Finds the people who are worth writing to, says why, and makes a list of them once that is approved",
  input: leadGenerationSchema,
  durability: "sync",
  build({ ctx, runId }) {
    return new StateGraph(state)
      .addNode("find", async ({ segmentId, limit, minScore }) => ({
        leadIds: (await findLeads(ctx, { segmentId, limit, minScore })).map(({ id }) => id),
      }))
      .addNode("explain", async ({ leadIds }) => {
        const places = new Map(leadIds.map((id, place) => [id, place]));
        const leads = await readLeads(ctx, leadIds);
        return explainLeads(
          ctx,
          leads.toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0)),
        );
      })
      .addNode("approve", async ({ name, leads, summary }) => {
        const decided = askApproval({
          kind: "lead-list",
          title: `Make the list “${name}” of ${leads.length} leads`,
          summary: [summary, ...leads.map(({ leadId, grade, why }) => `${grade} ${leadId}: ${why}`)].join("\n"),
          schema: proposalSchema,
          proposal: { name, leadIds: leads.map(({ leadId }) => leadId) },
        });
        return { approved: "value" in decided ? decided.value : null };
      })
      .addNode("apply", async ({ approved, leadIds }) => ({
        audience: approved && (await applyLeadList(ctx, { runId, approved, proposed: leadIds })),
      }))
      .addEdge(START, "find")
      .addEdge("find", "explain")
      .addConditionalEdges("explain", ({ leads }) => (leads.length > 0 ? "approve" : END), ["approve", END])
      .addEdge("approve", "apply")
      .addEdge("apply", END);
  },
};
