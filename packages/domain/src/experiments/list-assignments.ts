import { RapportError } from "@rapport/contracts/errors";
import type { Assignment, AssignmentQuery } from "@rapport/contracts/experiments";
import { listRunningExperiments } from "@rapport/store/queries/experiments";
import type { Context } from "../context.ts";
import { assignVariant } from "./assign-variant.ts";

/**
 * What one person sees in every running experiment that they take part in. An experiment over devices needs the
 * anonymousId, one over users the userId; one whose id is not given is left out.
 * @throws RapportError invalid_parameter when neither id is given
 */
export async function listAssignments(ctx: Context, input: AssignmentQuery): Promise<{ assignments: Assignment[] }> {
  if (input.anonymousId === undefined && input.userId === undefined) {
    const message = "anonymousId or userId is required";
    throw new RapportError("invalid_parameter", `/anonymousId: ${message}`, {
      fields: [{ pointer: "/anonymousId", message }],
    });
  }
  const rows = await listRunningExperiments(ctx.store.db, ctx.projectId);
  const assignments = rows.flatMap((row) => {
    const unitId = row.unit === "user" ? input.userId : input.anonymousId;
    const variant = unitId === undefined ? undefined : assignVariant(row, unitId);
    return variant === undefined ? [] : [{ experimentId: row.id, experiment: row.name, variant }];
  });
  return { assignments };
}
