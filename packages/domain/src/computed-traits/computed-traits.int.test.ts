import type { PutComputedTrait } from "@rapport/contracts/computed-traits";
import type { Store } from "@rapport/store/database";
import { findTraitRow } from "@rapport/store/queries/computed-traits";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { holdingStore } from "@rapport/testkit/store/holding-store";
import { afterEach, expect, test } from "vitest";
import { readValues } from "../../test/trait-history.ts";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { recordEvents } from "../events/record-events.ts";
import { listMerges } from "../identity/list-merges.ts";
import { undoMerge } from "../identity/undo-merge.ts";
import { getProfile } from "../profiles/get-profile.ts";
import { backfillTrait } from "./backfill-trait.ts";
import { deleteComputedTrait } from "./delete-computed-trait.ts";
import { expireTraits } from "./expire-traits.ts";
import { createComputedTrait, updateComputedTrait } from "./put-computed-trait.ts";

const HOUR_MS = 3_600_000;
let projects = 0;

const define = (key: string, more: Partial<PutComputedTrait["definition"]> = {}): PutComputedTrait => ({
  key,
  description: "",
  definition: {
    measure: { events: ["Order Completed"], where: [], calculation: { kind: "count" } },
    window: { kind: "all_time" },
    ...more,
  },
});

describeOnBothEngines("computed traits", ({ store, openAgain }) => {
  const opened: Store[] = [];
  afterEach(async () => {
    for (const other of opened.splice(0)) await other.close();
  });
  const begin = (on: Store = store()) => {
    const { services, clock } = createTestServices(on);
    const projectId = `prj_ct_${++projects}`;
    return { ctx: { ...services, projectId, actor: { kind: "system" } as const }, clock, projectId };
  };
  type Ctx = ReturnType<typeof begin>["ctx"];
  const record = (ctx: Ctx, ...events: Partial<EnrichedEvent>[]) =>
    recordEvents(ctx, {
      logId: ctx.projectId,
      steps: [],
      events: events.map((event) => enrichedEvent({ name: "Order Completed", ...event, projectId: ctx.projectId })),
    });
  const backfill = async (ctx: Ctx, id: string, limit?: number) => {
    const row = await findTraitRow(ctx.store.db, ctx.projectId, id);
    if (!row) throw new Error("There is no such trait");
    while ((await backfillTrait(ctx, row, limit)) === "more");
  };

  test("values show once the stored events are added up, and never half of them", async () => {
    const { ctx } = begin();
    await record(ctx, { userId: "ada" }, { userId: "ada" }, { userId: "ada", name: "Product Viewed" });
    const { id, status } = await createComputedTrait(ctx, define("orders"));
    expect(status).toBe("backfilling");
    await record(ctx, { userId: "ada" }, { userId: "bea" });
    expect((await getProfile(ctx, "ada")).computedTraits).toEqual({});
    await backfill(ctx, id, 1);
    expect((await getProfile(ctx, "ada")).computedTraits).toEqual({ orders: { value: 3, isEstimate: false } });
    expect((await getProfile(ctx, "bea")).computedTraits).toEqual({ orders: { value: 1, isEstimate: false } });
  });

  test("two people who become one have one value, and two again when that is undone", async () => {
    const { ctx } = begin();
    const price = (userId: string, value: number) => ({ userId, payload: { properties: { price: value } } });
    await record(ctx, price("ada", 10), price("ada", 30), price("bob", 7));
    const spent = define("spent", {
      measure: { events: ["Order Completed"], where: [], calculation: { kind: "sum", property: "price" } },
    });
    const { id } = await createComputedTrait(ctx, spent);
    await backfill(ctx, id, 1);
    const alias = { type: "alias", trusted: true, userId: "ada", anonymousId: undefined } as const;
    await record(ctx, { ...alias, name: "alias", payload: { previousId: "bob", previousKind: "user" } });
    await record(ctx, price("bob", 1));
    expect(await readValues(store(), ctx.projectId)).toEqual({ "spent of ada": 48 });
    const [merge] = (await listMerges(ctx, { id: "ada", limit: 1 })).data;
    await undoMerge(ctx, merge?.id ?? "");
    expect(await readValues(store(), ctx.projectId)).toEqual({ "spent of ada": 40, "spent of bob": 8 });
  });

  test("an undone merge leaves to a backfill what that has not come to yet", async () => {
    const { ctx } = begin();
    await record(ctx, { userId: "ada" }, { userId: "bob" }, { userId: "bob" });
    const alias = { type: "alias", trusted: true, userId: "ada", anonymousId: undefined } as const;
    await record(ctx, { ...alias, name: "alias", payload: { previousId: "bob", previousKind: "user" } });
    const { id } = await createComputedTrait(ctx, define("orders"));
    const row = await findTraitRow(store().db, ctx.projectId, id);
    if (row) await backfillTrait(ctx, row, 2);
    const [merge] = (await listMerges(ctx, { id: "ada", limit: 1 })).data;
    await undoMerge(ctx, merge?.id ?? "");
    await backfill(ctx, id);
    expect(await readValues(store(), ctx.projectId)).toEqual({ "orders of ada": 1, "orders of bob": 2 });
  });

  test("a rolling value falls in the store when its time comes, without an event", async () => {
    const { ctx, clock } = begin();
    const { id } = await createComputedTrait(ctx, define("today", { window: { kind: "rolling", hours: 24 } }));
    await record(
      ctx,
      { userId: "ada", timestampMs: clock.nowMs },
      { userId: "ada", timestampMs: clock.nowMs - 9 * HOUR_MS },
    );
    expect(await readValues(store(), ctx.projectId)).toEqual({ "today of ada": 2 });
    clock.nowMs += 16 * HOUR_MS;
    expect(await expireTraits(ctx)).toBe(1);
    expect(await readValues(store(), ctx.projectId)).toEqual({ "today of ada": 1 });
    clock.nowMs += 9 * HOUR_MS;
    await expireTraits(ctx);
    expect(await readValues(store(), ctx.projectId)).toEqual({});
    expect((await getProfile(ctx, "ada")).computedTraits.today).toEqual({ value: 0, isEstimate: false });
    await deleteComputedTrait(ctx, id);
  });

  test("a changed definition is added up anew; a changed description changes nothing", async () => {
    const { ctx } = begin();
    const { id } = await createComputedTrait(ctx, define("orders"));
    await record(ctx, { userId: "ada" }, { userId: "ada", name: "Product Viewed" });
    const described = await updateComputedTrait(ctx, { ...define("orders"), description: "All of them", id });
    expect(described).toMatchObject({ status: "active", description: "All of them" });
    const views = define("orders", {
      measure: { events: ["Order Completed", "Product Viewed"], where: [], calculation: { kind: "count" } },
    });
    expect((await updateComputedTrait(ctx, { ...views, id })).status).toBe("backfilling");
    await record(ctx, { userId: "ada", name: "Product Viewed" });
    await backfill(ctx, id);
    expect(await readValues(store(), ctx.projectId)).toEqual({ "orders of ada": 3 });
  });

  test("a key belongs to one trait, and a trait to one project", async () => {
    const { ctx } = begin();
    const { id } = await createComputedTrait(ctx, define("orders"));
    await expect(createComputedTrait(ctx, define("orders"))).rejects.toMatchObject({ code: "conflict" });
    const other = { ...ctx, projectId: `${ctx.projectId}_other` };
    await expect(deleteComputedTrait(other, id)).rejects.toMatchObject({ code: "not_found" });
    await record(other, { userId: "ada" });
    expect(await readValues(store(), other.projectId)).toEqual({});
  });

  test.skipIf(!openAgain)("events on their way when a trait is defined count once", async () => {
    const other = (await openAgain?.()) ?? store();
    opened.push(other);
    const { ctx } = begin();
    await record(ctx, { userId: "ada" });
    const holding = holdingStore(other);
    const recording = record({ ...ctx, store: holding.store }, { userId: "bea" });
    await holding.worked;
    // It waits for the transaction, whose events the backfill would not see.
    const creating = createComputedTrait(ctx, define("orders"));
    holding.commit();
    const [{ id }] = await Promise.all([creating, recording]);
    await backfill(ctx, id);
    expect(await readValues(store(), ctx.projectId)).toEqual({ "orders of ada": 1, "orders of bea": 1 });
  });

  test.skipIf(!openAgain)("a backfill beside two servers that record loses and doubles nothing", async () => {
    const other = (await openAgain?.()) ?? store();
    opened.push(other);
    const { ctx } = begin();
    const foreign = { ...ctx, store: other, traits: createTestServices(other).services.traits };
    const people = Array.from({ length: 8 }, (_, i) => `user-${i}`);
    const burst = async (on: Ctx, mine: readonly string[]) => {
      for (let i = 0; i < 40; i++) await record(on, ...mine.map((userId) => ({ userId, anonymousId: undefined })));
    };
    await burst(ctx, people);
    const define2 = async () => {
      const { id } = await createComputedTrait(ctx, define("orders"));
      for (const row of [await findTraitRow(ctx.store.db, ctx.projectId, id)]) {
        while (row && (await backfillTrait(ctx, row, 16)) !== "done");
      }
    };
    await Promise.all([burst(ctx, people.slice(0, 4)), burst(foreign, people.slice(4)), define2()]);
    const expected = Object.fromEntries(people.map((userId) => [`orders of ${userId}`, 80]));
    expect(await readValues(store(), ctx.projectId)).toEqual(expected);
  });
});
