import { z } from "zod";

const reasonSchema = z.object({ axis: z.string(), text: z.string(), points: z.number(), evidence: z.string() });
const inputSchema = z.object({
  leads: z.array(
    z.object({
      ref: z.number(),
      grade: z.string(),
      fit: z.number(),
      engagement: z.number(),
      reasons: z.array(reasonSchema),
    }),
  ),
  total: z.number(),
});
type Input = z.infer<typeof inputSchema>;

/** Why each lead is one, from its reasons; what most of them share. */
export function writeLeadReasons(value: unknown): { leads: { ref: number; why: string }[]; summary: string } {
  const input = inputSchema.parse(value);
  return { leads: input.leads.map((lead) => ({ ref: lead.ref, why: explain(lead) })), summary: summarise(input) };
}

function explain({ fit, engagement, reasons }: Input["leads"][number]): string {
  const did = reasons.filter(({ axis, points }) => axis === "engagement" && points > 0);
  const is = reasons.filter(({ axis, points }) => axis === "fit" && points > 0);
  const against = reasons.filter(({ points }) => points < 0);
  const parts = [
    did.length > 0 ? `Engagement ${engagement} of 100: ${did.map(tell).join("; ")}.` : "Did nothing of late.",
    is.length > 0 ? `Fit ${fit} of 100: ${is.map(({ text }) => lower(text)).join(", ")}.` : `Fit ${fit} of 100.`,
    ...(against.length > 0 ? [`Against it: ${against.map(({ text }) => lower(text)).join(", ")}.`] : []),
  ];
  return parts.join(" ").slice(0, 600);
}

function tell({ text, evidence }: z.infer<typeof reasonSchema>): string {
  return evidence === "" ? lower(text) : `${lower(text)} (${evidence})`;
}

function summarise({ leads, total }: Input): string {
  const counts = new Map<string, number>();
  for (const { reasons } of leads)
    for (const text of new Set(reasons.map((reason) => reason.text))) counts.set(text, (counts.get(text) ?? 0) + 1);
  const common = [...counts].filter(([, count]) => count * 2 > leads.length).sort(([, a], [, b]) => b - a);
  const best = leads.filter(({ grade }) => grade === "A1").length;
  const shared = common.slice(0, 3).map(([text, count]) => `${lower(text)} (${count} of ${leads.length})`);
  return [
    `${total} leads${best > 0 ? `, ${best} of the first ${leads.length} with grade A1` : ""}.`,
    ...(shared.length > 0 ? [`Most of them: ${shared.join(", ")}.`] : []),
  ].join(" ");
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
