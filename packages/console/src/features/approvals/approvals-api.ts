import type { Approval, ApprovalDecision } from "@rapport/contracts/approvals";
import { approvalPageSchema, approvalSchema } from "@rapport/contracts/approvals";
import { request, withQuery } from "../../lib/api.ts";

const PATH = "/api/v1/approvals";

export const approvalsApi = {
  list: (state: Approval["state"] | undefined, cursor: string | undefined, signal?: AbortSignal) =>
    request(withQuery(PATH, { limit: 50, state, cursor }), { schema: approvalPageSchema, signal }),
  decide: (id: string, body: ApprovalDecision) =>
    request(`${PATH}/${encodeURIComponent(id)}/decide`, { method: "POST", body, schema: approvalSchema }),
};
