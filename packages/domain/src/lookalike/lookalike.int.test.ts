import { catalogItemSchema } from "@rapport/contracts/catalog";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { expect, test } from "vitest";
import { upsertItems } from "../catalog/upsert-items.ts";
import { recordEvents } from "../events/record-events.ts";
import { refreshVectors } from "./behaviour-vectors-refresh.ts";
import { findLookalikes } from "./find-lookalikes.ts";

const DAY_MS = 86_400_000;
let projects = 0;

describeOnBothEngines("look-alikes", ({ store }) => {
  const begin = async () => {
    const { services, clock } = createTestServices(store());
    const ctx = { ...services, projectId: `prj_like_${++projects}`, actor: { kind: "system" } as const };
    const items = ["Kitchen", "Garden"].flatMap((category) =>
      Array.from({ length: 12 }, (_, i) => ({
        id: `${category}-${i}`,
        name: `${category} ${i}`,
        categories: [category],
      })),
    );
    await upsertItems(ctx, { items: items.map((item) => catalogItemSchema.parse(item)) });
    return { ctx, clock };
  };
  type Ctx = Awaited<ReturnType<typeof begin>>["ctx"];
  const view = (userId: string, itemId: string) => ({
    userId,
    anonymousId: undefined,
    payload: { properties: { product_id: itemId } },
  });
  const record = (ctx: Ctx, events: Parameters<typeof enrichedEvent>[0][]) =>
    recordEvents(ctx, {
      logId: ctx.projectId,
      steps: [],
      events: events.map((event) => enrichedEvent({ ...event, projectId: ctx.projectId })),
    });
  /** Ten people who look at things of one category, each at other ones. */
  const fans = (category: string) =>
    Array.from({ length: 10 }, (_, i) =>
      [0, 1, 2].map((n) => view(`${category.toLowerCase()}-${i}`, `${category}-${(i + n * 3) % 12}`)),
    ).flat();
  const spaces = (ctx: Ctx) =>
    readRows(store(), `select distinct space from vector_entries where project_id = '${ctx.projectId}'`);
  const spaceOfAttempt = async (ctx: Ctx) => {
    const rows = await readRows(store(), `select model from behaviour_fits where project_id = '${ctx.projectId}'`);
    return { projectId: ctx.projectId, name: String(rows[0]?.model), dimension: 128 };
  };
  const found = async (ctx: Ctx, seed: string[], size = 100) =>
    (await findLookalikes(ctx, { seed, size })).data.map(({ userId }) => userId);

  test("share the seed's taste though not its items, and never are the seed", async () => {
    const { ctx } = await begin();
    await record(ctx, [...fans("Kitchen"), ...fans("Garden")]);
    expect(await refreshVectors(ctx)).toEqual({ people: 20 });
    const like = await found(ctx, ["garden-0", "garden-1", "garden-2"], 7);
    expect(like.toSorted()).toEqual(Array.from({ length: 7 }, (_, i) => `garden-${i + 3}`));
    const answer = await findLookalikes(ctx, { seed: ["garden-0", "nobody"], size: 100, threshold: 0.2 });
    expect(answer).toMatchObject({ method: "behavioural", compared: 20, missing: ["nobody"] });
    expect(answer.data.every(({ score, userId }) => score >= 0.2 && userId?.startsWith("garden"))).toBe(true);
  });

  test("follow what people do since, and who became one person", async () => {
    const { ctx } = await begin();
    await record(ctx, [...fans("Kitchen"), ...fans("Garden")]);
    await refreshVectors(ctx);
    await record(
      ctx,
      [0, 1, 2, 3].map((n) => view("newcomer", `Garden-${n}`)),
    );
    expect((await refreshVectors(ctx)).people).toBeGreaterThan(0);
    expect(await found(ctx, ["garden-0", "garden-1"], 9)).toContain("newcomer");
    const alias = { type: "alias", trusted: true, userId: "garden-5", anonymousId: undefined } as const;
    await record(ctx, [{ ...alias, name: "alias", payload: { previousId: "newcomer", previousKind: "user" } }]);
    await refreshVectors(ctx);
    expect((await findLookalikes(ctx, { seed: ["garden-0"], size: 100 })).compared).toBe(20);
    expect(await refreshVectors(ctx)).toEqual({ people: 0 });
  });

  test("are compared within one model only, which is made anew each day, and within one project", async () => {
    const { ctx, clock } = await begin();
    await record(ctx, fans("Kitchen"));
    await refreshVectors(ctx);
    const before = await findLookalikes(ctx, { seed: ["kitchen-0"], size: 5 });
    clock.nowMs += 2 * DAY_MS;
    await refreshVectors(ctx);
    const after = await findLookalikes(ctx, { seed: ["kitchen-0"], size: 5 });
    expect(after.model).not.toBe(before.model);
    expect(after.compared).toBe(10);
    expect(await spaces(ctx)).toEqual([{ space: `${after.model}/128` }]);
    const other = { ...ctx, projectId: `${ctx.projectId}_other` };
    expect(await findLookalikes(other, { seed: ["kitchen-0"], size: 5 })).toMatchObject({
      model: null,
      compared: 0,
      missing: ["kitchen-0"],
      data: [],
    });
  });

  test("of an attempt that was cut off nothing is left, and no second one begins while one may go on", async () => {
    const { ctx, clock } = await begin();
    await record(ctx, fans("Garden"));
    const dies = new Error("the power went");
    const calls = { n: 0 };
    const vectors = Object.create(ctx.vectors, {
      upsert: { value: () => Promise.reject(dies) },
      // The process is gone: it cleans nothing up.
      drop: { value: () => (calls.n++ === 0 ? Promise.reject(dies) : undefined) },
    });
    await expect(refreshVectors({ ...ctx, vectors })).rejects.toThrow("the power went");
    await ctx.vectors.upsert(await spaceOfAttempt(ctx), [{ id: "half", vector: new Float32Array(128).fill(1) }]);
    expect(await refreshVectors(ctx)).toEqual({ people: 0 });
    clock.nowMs += 21 * 60_000;
    expect(await refreshVectors(ctx)).toEqual({ people: 10 });
    expect(await spaces(ctx)).toHaveLength(1);
    expect((await findLookalikes(ctx, { seed: ["garden-0"], size: 5 })).compared).toBe(10);
  });

  test("a young project's model is made anew when its people have doubled", async () => {
    const { ctx } = await begin();
    await record(ctx, [view("first", "Garden-0")]);
    await refreshVectors(ctx);
    const { model } = await findLookalikes(ctx, { seed: ["first"], size: 5 });
    await record(ctx, [
      ...fans("Kitchen"),
      ...fans("Garden"),
      ...fans("Kitchen").map((e) => ({ ...e, userId: `2-${e.userId}` })),
    ]);
    await refreshVectors(ctx);
    await refreshVectors(ctx);
    const after = await findLookalikes(ctx, { seed: ["garden-1"], size: 3 });
    expect(after.model).not.toBe(model);
    expect(after).toMatchObject({ compared: 31, exact: true, degraded: false });
    expect(await spaces(ctx)).toEqual([{ space: `${after.model}/128` }]);
  });
});
