import { StateSchema } from "@langchain/langgraph";
import { campaignReportSchema } from "@rapport/contracts/campaign-report";
import { CAMPAIGN_STATES } from "@rapport/contracts/campaigns";
import { coordinatorInputSchema } from "@rapport/contracts/coordinator";
import type { CampaignProposal } from "@rapport/domain/campaigns/campaign-proposal";
import { audienceSchema } from "@rapport/domain/campaigns/find-audience";
import { z } from "zod";

const shape = {
  ...coordinatorInputSchema.shape,
  audience: audienceSchema.default({ segmentId: "", name: "", people: 0, considered: [] }),
  item: z.object({ name: z.string(), url: z.string().nullable() }).default({ name: "", url: null }),
  contentIds: z.array(z.string()).default(() => []),
  campaignId: z.string().default(""),
  decision: z.enum(["approved", "rejected", "answered"]).optional(),
  reason: z.string().default(""),
  /** What people would have different, in words, in order: with each the texts are written anew. */
  wishes: z.array(z.string()).default(() => []),
  /** Why changes that were approved were not taken: a person is asked again. */
  problem: z.string().default(""),
  approved: z.custom<CampaignProposal>().optional(),
  isEdited: z.boolean().default(false),
  campaignState: z.enum(CAMPAIGN_STATES).optional(),
  /** Looks whether everything of it stands on the platforms. */
  looks: z.number().int().default(0),
  /** Looks at what it brought so far. */
  round: z.number().int().default(0),
  isOver: z.boolean().default(false),
  /** Channels whose ads were written anew. */
  renewed: z.array(z.string()).default(() => []),
  report: campaignReportSchema.optional(),
};

/** What a coordinated campaign knows between its steps. */
export const coordinatorState = new StateSchema(shape);
const stateSchema = z.object(shape);
export type Plan = z.infer<typeof stateSchema>;
