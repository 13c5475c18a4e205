import { catalogItemSchema } from "@rapport/contracts/catalog";
import type { PlacementRule } from "@rapport/contracts/placements";
import { putPlacementSchema } from "@rapport/contracts/placements";
import { recommendationQuerySchema } from "@rapport/contracts/recommendations";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { describe, expect, test } from "vitest";
import { upsertItems } from "../catalog/upsert-items.ts";
import { recordEvents } from "../events/record-events.ts";
import { getRecommendations } from "../recommendations/get-recommendations.ts";
import { evaluatePolicies } from "./evaluate-policies.ts";
import { learnPolicies } from "./learn-policies.ts";
import { putPlacement } from "./put-placement.ts";
import { reportPlacement } from "./report-placement.ts";

const MINUTE_MS = 60_000;
let projects = 0;

describeOnBothEngines("a placement", ({ store }) => {
  /** A project with items `a` (dearest, of K) to `e`, two of them of G, and what a test does with it. */
  async function open(items: object[] = []) {
    const { services, clock } = createTestServices(store());
    const projectId = `prj_placement_${++projects}`;
    const ctx = { ...services, projectId, actor: { kind: "system" } as const };
    const shop = ["a", "b", "c", "d", "e"].map((id, i) => ({
      ...{ id, name: id, categories: [i < 3 ? "K" : "G"], priceCents: 1000 - i * 100, costCents: i * 100 },
      attributes: { brand: i % 2 === 0 ? "Even" : "Odd" },
    }));
    await upsertItems(ctx, { items: [...shop, ...items].map((item) => catalogItemSchema.parse(item)) });
    await services.recommenders.ready(projectId);
    const record = async (name: string, properties: object, ids: { anonymousId?: string; userId?: string } = {}) => {
      const event = enrichedEvent({ projectId, name, payload: { properties }, timestampMs: clock.nowMs, ...ids });
      const recorded = await recordEvents(services, { logId: projectId, steps: [], events: [event] });
      services.recommenders.observe(projectId, recorded);
      return event;
    };
    return {
      ctx,
      clock,
      record,
      put: (fields: object) =>
        putPlacement(ctx, { name: "home", ...putPlacementSchema.parse({ diversity: 0, ...fields }) }),
      ask: (query: object = {}) =>
        getRecommendations(ctx, recommendationQuerySchema.parse({ placement: "home", limit: 5, ...query })),
      again: (event: ReturnType<typeof enrichedEvent>) =>
        recordEvents(services, { logId: projectId, steps: [], events: [event] }),
    };
  }
  const ids = (answer: { recommendations: { itemId: string }[] }) =>
    answer.recommendations.map(({ itemId }) => itemId).join("");

  describe("with rules", () => {
    const is = (field: string, value: string | number) => [{ op: "eq", field, value }];
    const CASES: [name: string, rules: object[], list: string][] = [
      ["nothing", [], "abcde"],
      ["pin moves an item to its place", [{ kind: "pin", itemId: "d", position: 1 }], "adbce"],
      ["exclude leaves out", [{ kind: "exclude", when: is("category", "k") }], "de"],
      [
        "only keeps what passes all its tests",
        [{ kind: "only", when: [...is("attributes.brand", "even"), { op: "lt", field: "priceCents", value: 900 }] }],
        "ce",
      ],
      ["bury puts behind everything", [{ kind: "bury", when: is("category", "K") }], "deabc"],
      [
        "an excluded item cannot be pinned",
        [
          { kind: "pin", itemId: "a", position: 0 },
          { kind: "exclude", when: is("category", "K") },
        ],
        "de",
      ],
      ["a cap per category", [{ kind: "category_cap", level: 0, max: 1 }], "ad"],
    ];
    test.each(CASES)("%s", async (_, rules, list) => {
      const shop = await open();
      await shop.put({ rules, fallback: [] });
      expect(ids(await shop.ask())).toBe(list);
    });

    test("boost and margin change scores, and the answer says which rule acted", async () => {
      const shop = await open();
      for (const id of ["a", "b", "c", "d", "e"]) await shop.record("Product Viewed", { product_id: id });
      await shop.put({
        rules: [
          { kind: "boost", when: [{ op: "in", field: "tag", values: ["x"] }], factor: 9 },
          { kind: "margin", weight: 5 },
        ],
      });
      const { recommendations } = await shop.ask();
      expect(recommendations.map(({ itemId }) => itemId).join("")).toBe("abcde");
      expect(recommendations[0]?.rules).toEqual(["raised for its margin"]);
      await shop.put({ rules: [{ kind: "boost", when: is("category", "G"), factor: 20 }] });
      const boosted = await shop.ask();
      expect(ids(boosted).slice(0, 2)).toBe("de");
      expect(boosted.recommendations[0]?.rules).toEqual(["boosted ×20"]);
    });

    test("what contradicts another rule is refused by its place", async () => {
      const shop = await open();
      const pins: PlacementRule[] = ["a", "b"].map((itemId) => ({ kind: "pin", itemId, position: 0 }));
      await expect(shop.put({ rules: pins })).rejects.toMatchObject({ fields: [{ pointer: "/rules/1/position" }] });
    });

    test("a change holds for the very next answer, in this project only", async () => {
      const [one, other] = [await open(), await open()];
      await one.put({ rules: [{ kind: "exclude", when: is("category", "K") }], fallback: [] });
      await other.put({});
      expect([ids(await one.ask()), ids(await other.ask())]).toEqual(["de", "abcde"]);
      await one.put({});
      expect(ids(await one.ask())).toBe("abcde");
    });
  });

  test("too few items are filled up by the fallback, marked so, and never against an exclusion", async () => {
    const shop = await open();
    const exclude = { kind: "exclude", when: [{ op: "eq", field: "category", value: "G" }] };
    await shop.put({
      rules: [{ kind: "only", when: [{ op: "eq", field: "attributes.brand", value: "odd" }] }, exclude],
      fallback: ["without_only_rules"],
    });
    const answer = await shop.ask();
    expect([ids(answer), answer.degraded.includes("fallback")]).toEqual(["bac", true]);
  });

  test("of trends shows what is wanted more than usual before what is always wanted, and says so", async () => {
    const shop = await open();
    const [always, lately] = ["a", "b"];
    let people = 0;
    const view = async (product_id: string, times: number) => {
      for (let time = 0; time < times; time += 1) {
        people += 1;
        await shop.record("Product Viewed", { product_id }, { userId: `person-${people}` });
      }
    };
    for (let day = 0; day < 3; day += 1) {
      await view(always, 4);
      shop.clock.nowMs += 2 * 86_400_000;
    }
    await view(lately, 5);
    await shop.put({ strategy: "popular" });
    expect(ids(await shop.ask()).slice(0, 2)).toBe(always + lately);
    await shop.put({ strategy: "trending" });
    const answer = await shop.ask();
    expect(ids(answer).slice(0, 2)).toBe(lately + always);
    expect(answer.recommendations[0]?.explanation.text).toBe("Wanted more than usual at the moment");
  });

  test("of another item type shows items of that type only", async () => {
    const shop = await open([{ id: "post", name: "Post", type: "post" }]);
    await shop.put({ itemType: "post" });
    expect(ids(await shop.ask())).toBe("post");
  });

  test("by items, cart and consent: what is at hand stays out, and without consent the past is not spoken of", async () => {
    const shop = await open();
    await shop.record("Product Viewed", { product_id: "a" }, { anonymousId: "ada" });
    expect(
      ids(await shop.ask({ anonymousId: "ada", itemIds: ["b"], cart: ["c"] }))
        .split("")
        .sort()
        .join(""),
    ).toBe("de");
    await shop.put({ needsConsent: true });
    const silent = await shop.ask({ anonymousId: "ada" });
    expect([silent.degraded.includes("no_consent"), JSON.stringify(silent).includes("Because")]).toEqual([true, false]);
    expect(ids(await shop.ask({ anonymousId: "ada", consent: true }))).not.toContain("a");
  });

  test("with a repeat rule shows again what was only viewed, and nothing that was bought", async () => {
    const shop = await open();
    await shop.record("Product Viewed", { product_id: "a" }, { anonymousId: "ada" });
    await shop.record("Order Completed", { products: [{ product_id: "b" }] }, { anonymousId: "ada" });
    await shop.put({ rules: [{ kind: "repeat", actions: ["viewed"] }] });
    const list = ids(await shop.ask({ anonymousId: "ada" }));
    expect([list.includes("a"), list.includes("b")]).toEqual([true, false]);
  });

  describe("and what becomes of its decisions", () => {
    const outcomes = (projectId: string) =>
      readRows(
        store(),
        `select item_id, action, value_cents from recommendation_outcomes where project_id = '${projectId}' order by action, item_id`,
      );

    test("each action counts once per decision and item, sent once, twice, or by another event", async () => {
      const shop = await open();
      const { decisionId } = await shop.ask({ anonymousId: "ada" });
      const shown = await shop.record("Recommendation Shown", { decisionId, items: ["a", "b", "a"] });
      await shop.again(shown);
      await shop.record("Recommendation Shown", { decisionId, items: ["a"] });
      await shop.record("Recommendation Clicked", { decisionId: "no such", items: ["a"] });
      expect((await outcomes(shop.ctx.projectId)).map((row) => `${row.action} ${row.item_id}`)).toEqual([
        "shown a",
        "shown b",
      ]);
    });

    test("an order counts for the click before it, with its value, also when the click came before the sign-in", async () => {
      const shop = await open();
      await shop.put({ attributionDays: 1 });
      await shop.record("Product Viewed", { product_id: "e" }, { userId: "known", anonymousId: "other device" });
      const { decisionId } = await shop.ask({ anonymousId: "device" });
      await shop.ctx.decisions.flush();
      await shop.record("Recommendation Clicked", { decisionId, items: ["a", "b"] }, { anonymousId: "device" });
      await shop.record("Signed In", {}, { userId: "known", anonymousId: "device" });
      shop.clock.nowMs += 60 * MINUTE_MS;
      const products = [
        { product_id: "a", price: 12.5, quantity: 2 },
        { product_id: "c", price: 1 },
      ];
      await shop.record("Order Completed", { products }, { userId: "known", anonymousId: "device" });
      shop.clock.nowMs += 24 * 60 * MINUTE_MS;
      await shop.record("Order Completed", { products: [{ product_id: "b", price: 9 }] }, { userId: "known" });
      const converted = (await outcomes(shop.ctx.projectId)).filter(({ action }) => action === "converted");
      expect(converted.map((row) => [row.item_id, Number(row.value_cents)])).toEqual([["a", 2500]]);
    });

    test("an offer redeemed counts for the click before it, as an order does", async () => {
      const shop = await open([{ id: "tenth", name: "A tenth off", type: "offer" }]);
      const { decisionId } = await shop.ask({ anonymousId: "ada" });
      await shop.ctx.decisions.flush();
      await shop.record("Recommendation Clicked", { decisionId, items: ["tenth"] }, { anonymousId: "ada" });
      shop.clock.nowMs += MINUTE_MS;
      await shop.record("Offer Viewed", { offer_id: "tenth" }, { anonymousId: "ada" });
      const converted = async () => (await outcomes(shop.ctx.projectId)).filter(({ action }) => action === "converted");
      expect(await converted()).toEqual([]);
      await shop.record("Offer Redeemed", { offer_id: "tenth" }, { anonymousId: "ada" });
      expect((await converted()).map(({ item_id }) => item_id)).toEqual(["tenth"]);
    });

    test("a policy learns each exposure once, after its time for success, and decides by it from then on", async () => {
      const shop = await open();
      await shop.put({ exploration: { policy: "linucb", epsilon: 0.2, actions: 5, rewardMinutes: 10 } });
      const chosen: string[] = [];
      for (let person = 0; person < 60; person++) {
        const userId = `p${person}`;
        shop.clock.nowMs += 1_000;
        await shop.record("Product Viewed", { product_id: "z" }, { userId, anonymousId: userId });
        const answer = await shop.ask({ userId });
        const first = answer.recommendations[0]?.itemId ?? "";
        expect(answer.exploration).toMatchObject({ policy: "linucb", policyVersion: 0, itemId: first });
        chosen.push(first);
        await shop.ctx.decisions.flush();
        await shop.record(
          "Recommendation Shown",
          { decisionId: answer.decisionId, items: [first] },
          { userId, anonymousId: userId },
        );
        // Everybody likes `c`, which the ranking puts third.
        if (first === "c")
          await shop.record(
            "Recommendation Clicked",
            { decisionId: answer.decisionId, items: [first] },
            { userId, anonymousId: userId },
          );
      }
      expect(await learnPolicies(shop.ctx, shop.ctx.projectId)).toBe(0);
      shop.clock.nowMs += 11 * MINUTE_MS;
      expect(await learnPolicies(shop.ctx, shop.ctx.projectId)).toBe(60);
      expect(await learnPolicies(shop.ctx, shop.ctx.projectId)).toBe(0);
      const after = await Promise.all(Array.from({ length: 40 }, (_, i) => shop.ask({ userId: `new${i}` })));
      expect(after[0]?.exploration?.policyVersion).toBe(1);
      const share = (firsts: string[]) => firsts.filter((id) => id === "c").length / firsts.length;
      expect(share(after.map((answer) => answer.recommendations[0]?.itemId ?? ""))).toBeGreaterThan(
        Math.max(0.5, share(chosen)),
      );
      await shop.ctx.decisions.flush();

      const evaluation = await evaluatePolicies(shop.ctx, { name: "home" });
      expect(evaluation).toMatchObject({ replayed: 100, identical: 100, rounds: 30, unseen: 40 });
      const served = evaluation.policies.find(({ name }) => name === "logged");
      expect(served?.ips.value).toBeCloseTo(share(chosen.slice(30)), 9);
    });

    test("people held out are always the same, are shown what is popular, and the lift compares those who bought", async () => {
      const shop = await open();
      await shop.put({ holdout: 0.4, attributionDays: 2 });
      const held = new Map<string, boolean>();
      for (let person = 0; person < 50; person++) {
        const anonymousId = `p${person}`;
        const before = await shop.ask({ anonymousId });
        await shop.record("Product Viewed", { product_id: "d" }, { anonymousId });
        const after = await shop.ask({ anonymousId });
        expect(after.holdout).toBe(before.holdout);
        held.set(anonymousId, before.holdout === true);
        if (after.holdout) expect(JSON.stringify(after)).not.toContain("Because");
        if (person % 2 === 0 && !after.holdout)
          await shop.record("Order Completed", { total: 10, products: [] }, { anonymousId });
        if (person % 10 === 0 && after.holdout)
          await shop.record("Order Completed", { total: 10, products: [] }, { anonymousId });
      }
      await shop.ctx.decisions.flush();
      const report = await reportPlacement(shop.ctx, { name: "home", days: 30 });
      const untreated = [...held.values()].filter(Boolean).length;
      const expectBuyers = (heldOut: boolean, every: number) =>
        [...held.values()].filter((value, person) => value === heldOut && person % every === 0).length;
      expect(untreated).toBeGreaterThan(8);
      expect(report.untreated).toMatchObject({ people: untreated, buyers: expectBuyers(true, 10) });
      expect(report.treated).toMatchObject({
        people: 50 - untreated,
        buyers: expectBuyers(false, 2),
        valueCents: expectBuyers(false, 2) * 1000,
      });
      expect(report.lift?.difference).toBeGreaterThan(0);
    });
  });
});
