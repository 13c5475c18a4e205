import { putBudget } from "@rapport/domain/budgets/put-budget";
import type { Context, Services } from "@rapport/domain/context";
import { recordShopTraffic } from "../../agents/shop-traffic.ts";

const PEOPLE = 210;
const MEMBER = { kind: "member", memberId: "mem_1" } as const;

/** A shop with traffic, and a budget whose policy covers what agents plan: a flow of it waits for nobody. */
export async function openShop(services: Services, projectId: string): Promise<Context> {
  const ctx: Context = { ...services, projectId, actor: MEMBER };
  await recordShopTraffic(ctx, { people: PEOPLE, nowMs: ctx.now() });
  const uncapped = { dayCapCents: null, monthCapCents: null, projectCapCents: null };
  await putBudget(ctx, { currency: "USD", ...uncapped, autoApproveCents: 60_000 });
  return ctx;
}
