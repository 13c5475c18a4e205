import { RapportError } from "@rapport/contracts/errors";
import type { PlanEvent, PlanViolation } from "@rapport/contracts/tracking-plan";
import { findPlanEvent, getPlanVersion, listPlanEvents, listViolationRows } from "@rapport/store/queries/tracking-plan";
import type { Context } from "../context.ts";
import { toPlanEvent } from "./to-plan-event.ts";

/** Places shown at once: those of a few days of a broken client. */
const VIOLATIONS = 500;

/** The tracking plan of a project, by event name; `name` narrows it to the names that contain it. */
export async function getPlan(
  ctx: Context,
  input: { name?: string | undefined },
): Promise<{ data: PlanEvent[]; version: number }> {
  const { store, projectId } = ctx;
  const part = input.name?.toLowerCase() ?? "";
  const version = await getPlanVersion(store.db, projectId);
  const rows = await listPlanEvents(store.db, projectId);
  return { data: rows.filter(({ name }) => name.toLowerCase().includes(part)).map(toPlanEvent), version };
}

/** One event of the plan. @throws RapportError not_found */
export async function getPlanEvent(ctx: Context, input: { name: string }): Promise<PlanEvent> {
  const row = await findPlanEvent(ctx.store.db, ctx.projectId, input.name);
  if (!row) throw new RapportError("not_found", `The tracking plan has no event “${input.name}”`);
  return toPlanEvent(row);
}

/** Where events broke the plan, the newest day first. */
export async function listViolations(
  ctx: Context,
  input: { name?: string | undefined },
): Promise<{ data: PlanViolation[] }> {
  await ctx.intake.flush();
  const rows = await listViolationRows(ctx.store.db, { projectId: ctx.projectId, name: input.name, limit: VIOLATIONS });
  return {
    data: rows.map(({ projectId: _, lastSeenAt, ...row }) => ({ ...row, lastSeenAt: lastSeenAt.toISOString() })),
  };
}
