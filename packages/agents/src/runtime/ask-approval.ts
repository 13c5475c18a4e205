import { interrupt } from "@langchain/langgraph";
import type { ApprovalDecision, ApprovalRequest } from "@rapport/contracts/approvals";
import { ACTIONS_KEYWORD, actionsOf, approvalDecisionSchema } from "@rapport/contracts/approvals";
import type { ZodType } from "zod";
import { z } from "zod";
import { DecisionMisfit } from "./decision-misfit.ts";

/** A proposal of a graph; `schema` is the shape of the value that a person may change. */
export type Proposal<T> = {
  kind: string;
  title: string;
  summary: string;
  schema: ZodType<T>;
  proposal: T;
  /** What may be said to it; everything when absent. A graph that can do nothing with words leaves `respond` out. */
  actions?: readonly ApprovalDecision["action"][];
};

/** What was decided; `value` is the proposal itself, or as it was changed. */
export type Decided<T> =
  | { action: "approve" | "edit"; value: T }
  | { action: "reject"; reason: string | undefined }
  | { action: "respond"; message: string };

/**
 * Pauses the run until a person has decided. The node runs again from its top when they have, so nothing with an effect may
 * stand before this call, and a node asks once. Never catch what it throws: the pause itself is an exception.
 * @throws DecisionMisfit when the changed value does not fit the schema; the approval then waits again
 */
export function askApproval<T>(proposal: Proposal<T>): Decided<T> {
  const { schema, actions, ...shown } = proposal;
  // as: z.toJSONSchema answers a JSON object, whose type of known keywords is not a record.
  const shape = z.toJSONSchema(schema) as Record<string, unknown>;
  const request: ApprovalRequest = { ...shown, schema: actions ? { ...shape, [ACTIONS_KEYWORD]: actions } : shape };
  const answer = waitFor(request, schema);
  if (answer.action === "approve") return { action: "approve", value: proposal.proposal };
  if (answer.action === "reject") return { action: "reject", reason: answer.reason };
  return answer;
}

function waitFor<T>(request: ApprovalRequest, schema: ZodType<T>) {
  const [approve, , reject, respond] = approvalDecisionSchema.options;
  const edit = z.strictObject({ action: z.literal("edit"), value: schema });
  const actions = actionsOf(request.schema);
  const responseSchema = z
    .discriminatedUnion("action", [approve, edit, reject, respond])
    .refine(({ action }) => actions.includes(action), { path: ["action"], message: `must be ${actions.join(" or ")}` });
  try {
    // The library parses before it stores the answer: one that does not fit leaves the question open.
    return interrupt<ApprovalRequest, z.output<typeof responseSchema>>(request, { responseSchema });
  } catch (error) {
    if (!(error instanceof z.core.$ZodError)) throw error;
    throw new DecisionMisfit(error);
  }
}
