import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { expect, test } from "vitest";
import { recordEvents } from "../events/record-events.ts";
import { getProfile } from "../profiles/get-profile.ts";
import { getRfmSummary } from "./get-rfm.ts";
import { computeRfm } from "./rfm-compute.ts";

const DAY_MS = 86_400_000;
let projects = 0;

describeOnBothEngines("customers by recency, frequency and monetary value", ({ store }) => {
  const begin = () => {
    const { services, clock } = createTestServices(store());
    const projectId = `prj_rfm_${++projects}`;
    return { ctx: { ...services, projectId, actor: { kind: "system" } as const }, nowMs: clock.nowMs };
  };
  type Ctx = ReturnType<typeof begin>["ctx"];
  const order = (ctx: Ctx, userId: string, timestampMs: number, properties: object) =>
    enrichedEvent({
      projectId: ctx.projectId,
      anonymousId: undefined,
      userId,
      name: "Order Completed",
      timestampMs,
      payload: { properties },
    });
  const record = (ctx: Ctx, events: ReturnType<typeof order>[]) =>
    recordEvents(ctx, { logId: ctx.projectId, steps: [], events });
  const scoreOf = async (ctx: Ctx, userId: string) => (await getProfile(ctx, userId)).rfm;

  test("are in the fifths that they belong to, and equal ones in the same", async () => {
    const { ctx, nowMs } = begin();
    // Person i of 10 bought i times, last i days before the others' end, and spent 10 each time.
    const events = Array.from({ length: 10 }, (_, i) =>
      Array.from({ length: i + 1 }, (_, n) => order(ctx, `u${i}`, nowMs - (20 - i + n) * DAY_MS, { total: 10 })),
    );
    await record(ctx, events.flat());
    expect(await computeRfm(ctx, { event: "Order Completed" })).toEqual({ customers: 10 });
    expect(await scoreOf(ctx, "u9")).toMatchObject({
      segment: "Champions",
      recency: 5,
      frequency: 5,
      monetary: 5,
      orders: 10,
      revenue: 100,
      lastOrderAt: new Date(nowMs - 11 * DAY_MS).toISOString(),
    });
    expect(await scoreOf(ctx, "u0")).toMatchObject({ segment: "Lost", recency: 1, frequency: 1, monetary: 1 });
    const scores = await Promise.all(events.map((_, i) => scoreOf(ctx, `u${i}`)));
    expect(scores.map((score) => score?.recency)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    const summary = await getRfmSummary(ctx);
    expect(summary).toMatchObject({ customers: 10, computedAt: new Date(nowMs).toISOString() });
    expect(summary.segments.reduce((all, { revenue }) => all + revenue, 0)).toBe(550);
  });

  test("who all bought once are all in the lowest fifth of frequency", async () => {
    const { ctx, nowMs } = begin();
    await record(
      ctx,
      Array.from({ length: 7 }, (_, i) => order(ctx, `u${i}`, nowMs - i * DAY_MS, {})),
    );
    await computeRfm(ctx, { event: "Order Completed" });
    const scores = await Promise.all(Array.from({ length: 7 }, (_, i) => scoreOf(ctx, `u${i}`)));
    expect(new Set(scores.map((score) => score?.frequency))).toEqual(new Set([1]));
    expect(new Set(scores.map((score) => score?.revenue))).toEqual(new Set([0]));
  });

  test("amounts are the named property, or the first that is a number; what is absurd is left out", async () => {
    const { ctx, nowMs } = begin();
    const amounts = [{ revenue: "12" }, { revenue: "x", total: 7 }, { value: 1e300 }, { value: 3, total: 2 }];
    await record(
      ctx,
      amounts.map((properties) => order(ctx, "u", nowMs, properties)),
    );
    await computeRfm(ctx, { event: "Order Completed" });
    expect((await scoreOf(ctx, "u"))?.revenue).toBe(9);
    await computeRfm(ctx, { event: "Order Completed", property: "value" });
    expect((await scoreOf(ctx, "u"))?.revenue).toBe(3);
    const other = { ...ctx, projectId: `${ctx.projectId}_other` };
    await record(other, [order(other, "u", nowMs, {})]);
    expect(await scoreOf(other, "u")).toBeNull();
  });
});
