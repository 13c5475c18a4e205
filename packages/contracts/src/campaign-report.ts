import { z } from "zod";

/** A statement of a report, and the figure that it rests on. */
const statementSchema = z.object({ text: z.string().max(600), source: z.string().max(200) });

/** A report in words; every statement names its source. */
export const campaignReportSchema = z.object({
  statements: z.array(statementSchema).max(30),
  /** Channels that cost clearly more than the rest, with what to try. */
  underperformers: z.array(z.object({ channel: z.string(), why: z.string(), suggestion: z.string() })).max(10),
  model: z.string(),
});
export type CampaignReport = z.infer<typeof campaignReportSchema>;

/** The last report that agents have written of a campaign. */
export const writtenReportSchema = campaignReportSchema
  .pick({ statements: true, model: true })
  .extend({ runId: z.string(), writtenAt: z.string() });
export type WrittenReport = z.infer<typeof writtenReportSchema>;

/** A channel on which a conversion costs clearly more than on the others together, cents. */
export const underperformerSchema = z.object({ channel: z.string(), costCents: z.number(), usualCents: z.number() });
export type Underperformer = z.infer<typeof underperformerSchema>;
