import type { PlanEvent } from "@rapport/contracts/tracking-plan";
import type { PlanEventRow } from "@rapport/store/queries/tracking-plan";

/** The public form of a row. */
export function toPlanEvent({ projectId: _, updatedAt, ...row }: PlanEventRow): PlanEvent {
  return { ...row, updatedAt: updatedAt.toISOString() };
}
