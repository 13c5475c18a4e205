import { catalogItemSchema } from "@rapport/contracts/catalog";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { expect, test } from "vitest";
import { upsertItems } from "../catalog/upsert-items.ts";
import { recordEvents } from "../events/record-events.ts";
import { refreshVectors } from "../lookalike/behaviour-vectors-refresh.ts";
import { getSegment } from "../segments/get-segment.ts";
import { listUserSegments } from "../segments/list-members.ts";
import { createSegment } from "../segments/put-segment.ts";
import { takeLooks } from "../segments/take-looks.ts";
import { workThroughSegment } from "../segments/work-through.ts";
import { fitClusters } from "./clusters-fit.ts";
import { getCluster, listClusters } from "./get-clusters.ts";

const CATEGORIES = ["Kitchen", "Garden", "Music"];
let projects = 0;

describeOnBothEngines("clusters", ({ store }) => {
  const begin = () => {
    const { services, clock } = createTestServices(store());
    return { ctx: { ...services, projectId: `prj_clu_${++projects}`, actor: { kind: "system" } as const }, clock };
  };
  type Ctx = ReturnType<typeof begin>["ctx"];
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
  /** Twenty-five people per category, each looking at three of its things. */
  const fill = async (ctx: Ctx) => {
    const items = CATEGORIES.flatMap((category) =>
      Array.from({ length: 12 }, (_, i) => ({ id: `${category}-${i}`, name: category, categories: [category] })),
    );
    await upsertItems(ctx, { items: items.map((item) => catalogItemSchema.parse(item)) });
    const people = CATEGORIES.flatMap((category) =>
      Array.from({ length: 25 }, (_, i) =>
        [0, 1, 2].map((n) => view(`${category}-fan-${i}`, `${category}-${(i + n * 5) % 12}`)),
      ),
    );
    await record(ctx, people.flat());
  };

  test("people who like the same are one cluster, named by it, whose id survives the next fit", async () => {
    const { ctx, clock } = begin();
    await fill(ctx);
    expect(await fitClusters(ctx, {})).toMatchObject({ outcome: "fitted", k: 3, people: 75 });
    // Somebody whose vector nobody has made yet.
    await record(ctx, [view("newcomer", "Garden-1")]);
    const { fit, data, inNone } = await listClusters(ctx, {});
    expect(fit?.silhouette).toBe(Math.max(...(fit?.tried ?? []).map(({ silhouette }) => silhouette)));
    expect(data.map(({ name, size }) => [name, size]).sort()).toEqual(CATEGORIES.toSorted().map((name) => [name, 25]));
    expect(inNone).toBe(1);
    expect(data.every(({ cohesion }) => cohesion > 0.5 && cohesion <= 1)).toBe(true);
    const garden = data.find(({ name }) => name === "Garden");
    const detail = await getCluster(ctx, { id: garden?.id ?? "" });
    expect(detail.members.every(({ userId }) => userId?.startsWith("Garden"))).toBe(true);
    clock.nowMs += 1_000;
    await fitClusters(ctx, { k: 4 });
    expect((await listClusters(ctx, {})).data.map(({ id }) => id)).toEqual(expect.arrayContaining([garden?.id]));
  });

  test("by density, who is like nobody is in no cluster, and newcomers are judged alike", async () => {
    const { ctx } = begin();
    await fill(ctx);
    const mixed = (userId: string, n: number) => CATEGORIES.map((category, i) => view(userId, `${category}-${n + i}`));
    await record(
      ctx,
      [0, 1, 2, 3].flatMap((n) => mixed(`loner-${n}`, n * 2)),
    );
    expect(await fitClusters(ctx, { method: "hdbscan" })).toMatchObject({ method: "hdbscan", k: 3, people: 79 });
    const { fit, data, inNone } = await listClusters(ctx, {});
    expect(fit?.method).toBe("hdbscan");
    expect(data.map(({ name, size }) => [name, size]).sort()).toEqual(CATEGORIES.toSorted().map((name) => [name, 25]));
    expect(inNone).toBe(4);
    await record(ctx, [...mixed("late-loner", 1), ...[2, 7, 3].map((n) => view("late-fan", `Music-${n}`))]);
    await refreshVectors(ctx);
    expect((await listClusters(ctx, {})).inNone).toBe(5);
    expect((await listClusters(ctx, { name: "music" })).data[0]?.size).toBe(26);
  });

  test("a segment by cluster follows what people do, as soon as their vectors do", async () => {
    const { ctx } = begin();
    await fill(ctx);
    await fitClusters(ctx, { k: 3 });
    const music = (await listClusters(ctx, { name: "music" })).data[0];
    const { id } = await createSegment(ctx, { name: "M", description: "", text: `cluster "${music?.id}"` });
    while (await workThroughSegment(ctx));
    expect((await getSegment(ctx, { id })).size).toBe(25);
    await record(
      ctx,
      [0, 1, 2, 3].map((n) => view("newcomer", `Music-${n}`)),
    );
    await refreshVectors(ctx);
    while ((await takeLooks(ctx)) > 0);
    expect((await listUserSegments(ctx, { id: "newcomer" })).data).toHaveLength(1);
  });

  test("few people make no clusters, and say so", async () => {
    const { ctx } = begin();
    await record(ctx, [view("ada", "x")]);
    expect(await fitClusters(ctx, {})).toEqual({ outcome: "too_few_people", people: 1 });
    expect(await listClusters(ctx, {})).toEqual({ fit: null, data: [], inNone: 1 });
    await expect(getCluster(ctx, { id: "clu_no" })).rejects.toMatchObject({ code: "not_found" });
  });
});
