import type { PutComputedTrait } from "@rapport/contracts/computed-traits";
import { findTraitRow } from "@rapport/store/queries/computed-traits";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { expect, test } from "vitest";
import { backfillTrait } from "../computed-traits/backfill-trait.ts";
import { deleteComputedTrait } from "../computed-traits/delete-computed-trait.ts";
import { createComputedTrait, updateComputedTrait } from "../computed-traits/put-computed-trait.ts";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { recordEvents } from "../events/record-events.ts";
import { computeRfm } from "../rfm/rfm-compute.ts";
import { explainMember } from "./explain-member.ts";
import { listMembers } from "./list-members.ts";
import { refreshPercentiles } from "./percentiles-refresh.ts";
import { previewSegment } from "./preview-segment.ts";
import { createSegment, updateSegment } from "./put-segment.ts";
import { takeLooks } from "./take-looks.ts";
import { workThroughSegment } from "./work-through.ts";

let projects = 0;

describeOnBothEngines("segments on what is known besides events", ({ store }) => {
  const begin = () => {
    const { services, clock } = createTestServices(store());
    return { ctx: { ...services, projectId: `prj_fact_${++projects}`, actor: { kind: "system" } as const }, clock };
  };
  type Ctx = ReturnType<typeof begin>["ctx"];
  const record = (ctx: Ctx, ...events: Partial<EnrichedEvent>[]) =>
    recordEvents(ctx, {
      logId: ctx.projectId,
      steps: [],
      events: events.map((event) => enrichedEvent({ anonymousId: undefined, ...event, projectId: ctx.projectId })),
    });
  const define = (ctx: Ctx, key: string, event: string) => createComputedTrait(ctx, counts(key, event));
  const counts = (key: string, event: string): PutComputedTrait => ({
    key,
    description: "",
    definition: {
      measure: { events: [event], where: [], calculation: { kind: "count" } },
      window: { kind: "all_time" },
    },
  });
  const backfill = async (ctx: Ctx, id: string) => {
    const row = await findTraitRow(ctx.store.db, ctx.projectId, id);
    if (!row) throw new Error("There is no such trait");
    while ((await backfillTrait(ctx, row)) === "more");
  };
  const add = async (ctx: Ctx, text: string) => {
    const { id } = await createSegment(ctx, { name: text, description: "", text });
    await settle(ctx);
    return id;
  };
  const settle = async (ctx: Ctx) => {
    while (await workThroughSegment(ctx));
    while ((await takeLooks(ctx)) > 0);
  };
  const members = async (ctx: Ctx, id: string) =>
    (await listMembers(ctx, { id, limit: 100 })).data.map(({ userId }) => userId).sort();
  const waiting = (ctx: Ctx) =>
    readRows(ctx.store, `select entered from segment_changes where project_id = '${ctx.projectId}'`);

  test("a computed trait counts once its past is added up, and what that moves is no event", async () => {
    const { ctx } = begin();
    await record(ctx, { userId: "ada", name: "Viewed" }, { userId: "bo", name: "Added" });
    const trait = await define(ctx, "views", "Viewed");
    const many = await add(ctx, "computed views >= 1");
    const none = await add(ctx, "not computed views >= 1");
    expect([await members(ctx, many), await members(ctx, none)]).toEqual([[], ["ada", "bo"]]);
    await backfill(ctx, trait.id);
    await settle(ctx);
    expect([await members(ctx, many), await members(ctx, none)]).toEqual([["ada"], ["bo"]]);
    expect(await waiting(ctx)).toEqual([]);
    await updateComputedTrait(ctx, { id: trait.id, ...counts("views", "Added") });
    await settle(ctx);
    expect(await members(ctx, many)).toEqual([]);
    await backfill(ctx, trait.id);
    await settle(ctx);
    expect([await members(ctx, many), await members(ctx, none)]).toEqual([["bo"], ["ada"]]);
  });

  test("a computed trait, a goal and a cluster that are named must be there, and a named trait stays", async () => {
    const { ctx } = begin();
    await expect(add(ctx, "computed views >= 1")).rejects.toMatchObject({ code: "invalid_body" });
    await expect(add(ctx, "email and intent buying >= 0.5")).rejects.toMatchObject({
      fields: [{ pointer: "/rule/nodes/1/goal", message: expect.stringContaining("there are churn, purchase") }],
    });
    await expect(previewSegment(ctx, { text: 'cluster "clu_1"' })).rejects.toMatchObject({
      fields: [{ pointer: "/rule/id", message: expect.stringContaining("there is none yet") }],
    });
    const { id } = await define(ctx, "views", "Viewed");
    await add(ctx, "not computed views percentile 0 to 50");
    await expect(deleteComputedTrait(ctx, id)).rejects.toMatchObject({ code: "conflict" });
    await expect(updateComputedTrait(ctx, { id, ...counts("looks", "Viewed") })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("percentiles follow the people, and who is passed leaves as if time had done it", async () => {
    const { ctx } = begin();
    const trait = await define(ctx, "views", "Viewed");
    await backfill(ctx, trait.id);
    const top = await add(ctx, "computed views percentile 50 to 100");
    const byTrait = await add(ctx, "trait age percentile 50 to 100");
    const views = (userId: string, count: number) => Array.from({ length: count }, () => ({ userId, name: "Viewed" }));
    const ages = ["ada", "bo", "cy", "di"].map((userId, i) => ({
      userId,
      type: "identify" as const,
      name: "identify",
      payload: { traits: { age: 20 + i } },
    }));
    await record(ctx, ...views("ada", 1), ...views("bo", 2), ...views("cy", 3), ...ages);
    await settle(ctx);
    expect(await members(ctx, top)).toEqual([]);
    await refreshPercentiles(ctx);
    await settle(ctx);
    expect([await members(ctx, top), await members(ctx, byTrait)]).toEqual([
      ["bo", "cy"],
      ["bo", "cy", "di"],
    ]);
    await record(ctx, ...views("di", 5), ...views("eve", 6));
    await settle(ctx);
    expect(await members(ctx, top)).toEqual(["bo", "cy", "di", "eve"]);
    const before = (await waiting(ctx)).length;
    expect(await refreshPercentiles(ctx)).toEqual({ moved: 2 });
    await settle(ctx);
    expect(await members(ctx, top)).toEqual(["cy", "di", "eve"]);
    expect((await waiting(ctx)).length).toBe(before + 1);
    expect(await refreshPercentiles(ctx)).toEqual({ moved: 0 });
  });

  test("a preview draws a percentile's lines for itself alone: the segment's own are drawn for all people", async () => {
    const { ctx } = begin();
    const text = "trait age percentile 50 to 100";
    const id = await add(ctx, text);
    const aged = (userId: string, age: number) =>
      ({ userId, type: "identify", name: "identify", payload: { traits: { age } } }) as const;
    await record(ctx, aged("ada", 20), aged("bo", 30), aged("cy", 40));
    expect((await previewSegment(ctx, { text })).count).toBe(2);
    await refreshPercentiles(ctx);
    await settle(ctx);
    expect(await members(ctx, id)).toEqual(["bo", "cy"]);
  });

  test("a change that would make another segment too large is refused, and names it", async () => {
    const { ctx } = begin();
    const many = (n: number) => Array.from({ length: n }, () => ({ type: "email" as const }));
    const put = { name: "Inner", description: "" };
    const inner = await createSegment(ctx, { ...put, rule: { type: "or", nodes: many(40) } });
    const named = Array.from({ length: 4 }, () => ({ type: "segment", id: inner.id }));
    await createSegment(ctx, { name: "Outer", description: "", rule: { type: "and", nodes: named } });
    const large = { type: "or", nodes: many(50) };
    await expect(updateSegment(ctx, { ...put, id: inner.id, rule: large })).rejects.toMatchObject({
      code: "invalid_body",
      fields: [{ pointer: "/rule", message: expect.stringContaining("“Outer”") }],
    });
  });

  test("places by RFM, consent and computed traits are counted by the statement and explained with what is known", async () => {
    const { ctx, clock } = begin();
    const order = (userId: string, revenue: number) => ({
      userId,
      name: "Order Completed",
      timestampMs: clock.nowMs + revenue,
      payload: { properties: { revenue }, context: { consent: { categoryPreferences: { ads: revenue > 50 } } } },
    });
    await record(ctx, order("ada", 10), order("bo", 100), order("bo", 100), { userId: "cy", name: "Viewed" });
    await computeRfm(ctx, { event: "Order Completed" });
    await settle(ctx);
    const text = "score rfm_monetary >= 3 and consent ads granted and score rfm_segment exists";
    const id = await add(ctx, text);
    expect(await members(ctx, id)).toEqual(["bo"]);
    expect((await previewSegment(ctx, { text })).count).toBe(1);
    expect((await previewSegment(ctx, { text: "consent ads unknown" })).count).toBe(1);
    await record(ctx, order("ada", 500));
    await computeRfm(ctx, { event: "Order Completed" });
    await settle(ctx);
    expect(await members(ctx, id)).toEqual(["ada"]);
    const { data } = await explainMember(ctx, { segmentId: id, userId: "ada" });
    expect(data.map(({ evidence }) => evidence)).toEqual(
      expect.arrayContaining(["rfm_monetary is 3", "ads granted", expect.stringContaining("rfm_segment is")]),
    );
  });
});
