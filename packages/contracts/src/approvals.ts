import { z } from "zod";

/** Text that a person writes along with a decision. */
const noteSchema = z.string().trim().min(1).max(2_000);

/**
 * What a person says to a proposal: take it as it is, take it with changes, refuse it, or answer in words and have it proposed
 * anew. An edit keeps its types: it is the whole value by the approval's schema.
 */
export const approvalDecisionSchema = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("approve") }),
  z.strictObject({ action: z.literal("edit"), value: z.unknown() }),
  z.strictObject({ action: z.literal("reject"), reason: noteSchema.optional() }),
  z.strictObject({ action: z.literal("respond"), message: noteSchema }),
]);
export type ApprovalDecision = z.infer<typeof approvalDecisionSchema>;

const actionsSchema = z.array(z.enum(["approve", "edit", "reject", "respond"])).min(1);

/** Keyword of a proposal's JSON Schema: what may be said to it, where that is not everything. */
export const ACTIONS_KEYWORD = "x-actions";

/** What may be said to a proposal, by its schema: a graph that can do nothing with words is not answered in words. */
export function actionsOf(schema: Readonly<Record<string, unknown>>): ApprovalDecision["action"][] {
  return actionsSchema.catch(actionsSchema.element.options).parse(schema[ACTIONS_KEYWORD]);
}

/** What a graph shows to a person when it waits for a decision. */
export const approvalRequestSchema = z.strictObject({
  /** Kebab-case kind, e.g. `campaign-launch`: who may decide it, and how the console shows it. */
  kind: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .max(64),
  title: z.string().min(1).max(200),
  /** What happens when it is approved, in a sentence or two. */
  summary: z.string().max(2_000),
  /** JSON Schema of the value that is decided about; the console makes its form from it. */
  schema: z.record(z.string(), z.unknown()),
  /** The value as the graph proposes it. */
  proposal: z.unknown(),
});
export type ApprovalRequest = z.infer<typeof approvalRequestSchema>;

/** Kinds of proposals that spend money: whoever says yes to one needs a right to budgets. */
export const SPENDING_KINDS: readonly string[] = ["campaign", "budget-move"];

/** Days that a proposal waits for; then it is refused, and the run goes on without it. */
export const APPROVAL_DAYS = 7;

export const APPROVAL_STATES = [
  "pending",
  "approved",
  "edited",
  "rejected",
  "responded",
  "expired",
  "cancelled",
] as const;

/** A proposal of a run, and what became of it. */
export const approvalSchema = approvalRequestSchema.extend({
  id: z.string(),
  runId: z.string(),
  /** What may be said to it; a decision by another action is refused. */
  actions: actionsSchema,
  state: z.enum(APPROVAL_STATES),
  /** What was decided; null while nobody has. */
  decision: approvalDecisionSchema.nullable(),
  /** Why a decision could not be carried out; the proposal then waits again. */
  problem: z.string().nullable(),
  decidedBy: z.string().nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
  decidedAt: z.string().nullable(),
});
export type Approval = z.infer<typeof approvalSchema>;

export const approvalPageSchema = z.object({ data: z.array(approvalSchema), nextCursor: z.string().nullable() });
