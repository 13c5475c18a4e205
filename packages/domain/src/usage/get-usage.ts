import type { Usage } from "@rapport/contracts/usage";
import { listUsageDays } from "@rapport/store/queries/usage";
import type { Context } from "../context.ts";
import type { Quota } from "./quota.ts";
import { dayOf, nextDayMs } from "./quota.ts";

/** What the workspace of the project has sent, by UTC day, against what its plan allows. */
export async function getUsage(ctx: Context, input: { quota: Quota; days: number }): Promise<Usage> {
  const { workspaceId, plan } = await input.quota.workspaceOf(ctx.projectId);
  const days = await listUsageDays(ctx.store.db, workspaceId, input.days);
  const day = dayOf(ctx.now());
  const { day: _, ...today } = days.find((entry) => entry.day === day) ?? {
    day,
    accepted: 0,
    duplicates: 0,
    rejected: 0,
    bytes: 0,
  };
  const limits = input.quota.limitsOf(plan) ?? null;
  return {
    plan,
    day,
    resetAt: new Date(nextDayMs(ctx.now())).toISOString(),
    limits,
    remaining: limits && Math.max(0, limits.eventsPerDay - today.accepted),
    today,
    days,
  };
}
