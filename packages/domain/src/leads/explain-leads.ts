import type { ProposedLead } from "@rapport/contracts/lead-generation";
import type { Lead } from "@rapport/contracts/leads";
import { z } from "zod";
import type { Context } from "../context.ts";

const INSTRUCTIONS = `Say in one or two short sentences for each lead why it is worth writing to, and in "summary" what the leads have in common.
Use the reasons of the input alone: invent no facts, numbers or names. Answer each "ref" of the input once.`;
/** Leads of one question. */
const PART = 25;
/** Reasons of a lead that are put into words: the weightiest. */
const REASONS = 4;

const writtenSchema = z.object({
  leads: z.array(z.object({ ref: z.number().int(), why: z.string().min(1).max(600) })),
  summary: z.string().max(1_000),
});

/** Leads with their reasons in words, what they have in common, and who wrote that. */
export type ExplainedLeads = { leads: ProposedLead[]; summary: string; model: string };

/**
 * Has reasons put into words. The model gets grades and reasons under numbers, and nothing that tells who somebody is; it has no
 * tools, and what it writes changes no score.
 */
export async function explainLeads(ctx: Context, leads: readonly Lead[]): Promise<ExplainedLeads> {
  const explained: ExplainedLeads = { leads: [], summary: "", model: "" };
  for (let start = 0; start < leads.length; start += PART) {
    const part = leads.slice(start, start + PART);
    const { value, model } = await ctx.models.generate({
      role: "draft",
      name: "lead-reasons",
      projectId: ctx.projectId,
      instructions: INSTRUCTIONS,
      input: { leads: part.map(toFacts), total: leads.length },
      schema: writtenSchema,
      maxOutputTokens: 4_096,
    });
    const whyOf = new Map(value.leads.map(({ ref, why }) => [ref, why]));
    explained.leads.push(...part.map((lead, ref) => toProposed(lead, whyOf.get(ref + 1))));
    explained.summary ||= value.summary;
    explained.model = model;
  }
  return explained;
}

function toFacts({ grade, fit, engagement, reasons }: Lead, place: number) {
  return {
    ref: place + 1,
    grade,
    fit: Math.round(fit),
    engagement: Math.round(engagement),
    // What a trait holds may be personal, so that of fit the criterion alone is told.
    reasons: weightiest(reasons).map(({ axis, text, points, evidence }) => {
      return { axis, text, points: Math.round(points), evidence: axis === "engagement" ? evidence : "" };
    }),
  };
}

function weightiest(reasons: Lead["reasons"]): Lead["reasons"] {
  return reasons.toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points)).slice(0, REASONS);
}

function toProposed({ id, profileId, grade, score, reasons }: Lead, why: string | undefined): ProposedLead {
  const codes = weightiest(reasons).map(({ code }) => code);
  return { leadId: id, profileId, grade, score, why: why ?? reasons.map(({ text }) => text).join(", "), codes };
}
