import type { Approval } from "@rapport/contracts/approvals";
import { actionsOf } from "@rapport/contracts/approvals";
import type { ApprovalRow } from "@rapport/store/queries/approvals";

export function toApproval(row: ApprovalRow): Approval {
  const {
    projectId: _project,
    interruptId: _interrupt,
    checkpointId: _checkpoint,
    createdAt,
    expiresAt,
    decidedAt,
    ...rest
  } = row;
  return {
    ...rest,
    actions: actionsOf(rest.schema),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}
