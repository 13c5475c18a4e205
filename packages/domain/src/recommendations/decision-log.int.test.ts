import { catalogItemSchema } from "@rapport/contracts/catalog";
import { newId } from "@rapport/contracts/ids";
import { recommendationQuerySchema } from "@rapport/contracts/recommendations";
import type { Store } from "@rapport/store/database";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestLogger, createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { sql } from "drizzle-orm";
import { describe, expect, test, vi } from "vitest";
import { upsertItems } from "../catalog/upsert-items.ts";
import { recordEvents } from "../events/record-events.ts";
import { tellError } from "../logger.ts";
import { DecisionLog } from "./decision-log.ts";
import { getRecommendations } from "./get-recommendations.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
let projects = 0;
const newProject = () => `prj_${++projects}`;

describeOnBothEngines("the decision log", ({ store }) => {
  let numbers = 0;
  const row = (projectId: string, placement = "home", atMs = NOW_MS) => ({
    projectId,
    id: newId("decision", atMs, new Uint8Array(10).fill(++numbers)),
    profileId: null,
    placement,
    items: [{ itemId: "kettle", score: 1, generators: { popularity: 1 } }],
    decidedAt: new Date(atMs),
  });
  const placements = async (projectId: string) => {
    const where = `where project_id = '${projectId}' order by id`;
    return (await readRows(store(), `select placement from recommendation_decisions ${where}`)).map((r) => r.placement);
  };

  test("what a log says of a failed statement is what the database says, without the parameters", async () => {
    const error = await store()
      .db.execute(sql`select 1 / (length(${"ada@example.com"}::text) - 15)`)
      .catch((thrown: unknown) => thrown);
    expect(String(error)).toContain("ada@example.com");
    expect(tellError(error)).toMatch(/division by zero/);
    expect(tellError(error)).not.toContain("ada@example.com");
    expect(tellError(new Error("No room"))).toBe("Error: No room");
  });

  describe("writes", () => {
    test("what was added, all of it, by itself and in its order", async () => {
      const projectId = newProject();
      const decisions = new DecisionLog(store(), createTestLogger());
      decisions.add(row(projectId, "a"));
      decisions.add(row(projectId, "b\0\ud800"));
      expect(await placements(projectId)).toEqual([]);
      await vi.waitFor(async () => expect(await placements(projectId)).toEqual(["a", "b\ufffd"]), 20_000);
    });

    test("more rows than one statement takes, when asked to", async () => {
      const projectId = newProject();
      const decisions = new DecisionLog(store(), createTestLogger());
      for (let i = 0; i < 450; i++)
        decisions.add({ ...row(projectId), id: `dec_${String(i).padStart(4, "0")}`, placement: String(i) });
      await decisions.flush();
      expect(await placements(projectId)).toEqual(Array.from({ length: 450 }, (_, i) => String(i)));
    });

    test("of a query what was answered, in numbers that a report can show", async () => {
      const projectId = newProject();
      const { services } = createTestServices(store());
      const ctx = { ...services, projectId, actor: { kind: "system" } as const };
      const tags = { mill: ["coffee", "steel"], kettle: ["coffee", "red"], pan: ["steel", "oven", "heavy"] };
      const items = Object.entries(tags).map(([id, tags]) => catalogItemSchema.parse({ id, name: id, tags }));
      await upsertItems(ctx, { items });
      await services.recommenders.ready(projectId);
      const events = ["kettle", "pan", "pan"].map((product_id, person) =>
        enrichedEvent({
          projectId,
          name: "Product Viewed",
          payload: { properties: { product_id } },
          userId: `u${person}`,
        }),
      );
      services.recommenders.observe(projectId, await recordEvents(services, { logId: projectId, steps: [], events }));
      const query = recommendationQuerySchema.parse({ itemIds: ["mill"], context: { device: "mobile" }, limit: 5 });
      const answer = await getRecommendations(ctx, query);
      await services.decisions.flush();
      const [logged] = await readRows(
        store(),
        `select * from recommendation_decisions where project_id = '${projectId}'`,
      );
      expect(logged).toMatchObject({ id: answer.decisionId, profile_id: null, placement: "default", holdout: false });
      expect(logged?.context).toEqual({ device: "mobile" });
      const shown = answer.recommendations.map(({ itemId, score, explanation: { generators } }) => {
        for (const share of Object.values(generators)) expect(share).toBe(Number(share?.toFixed(4)));
        expect(score).toBe(Number(score.toFixed(6)));
        return { itemId, score, generators };
      });
      expect(shown).toHaveLength(2);
      expect(logged?.items).toEqual(shown);
    });

    test("what a failed try left, and says what the bound cost", async () => {
      const projectId = newProject();
      const log = createTestLogger();
      const away = { db: undefined as unknown as Store["db"] }; // as: a store that is away throws at any statement
      const decisions = new DecisionLog({ ...store(), ...away }, log);
      decisions.add(row(projectId, "first"));
      await decisions.flush();
      expect(log.lines).toMatchObject([{ level: "warn", fields: { waiting: 1 } }]);
      for (let i = 0; i < 10_050; i++) decisions.add(row(projectId));
      await decisions.flush();
      expect(log.lines.find(({ level }) => level === "error")).toMatchObject({ fields: { dropped: 51 } });
    });

    test("after the store has come back, what waited for it", async () => {
      const projectId = newProject();
      const recovering = { ...store() };
      Reflect.set(recovering, "db", undefined);
      const decisions = new DecisionLog(recovering, createTestLogger());
      decisions.add(row(projectId, "a"));
      await decisions.flush();
      Reflect.set(recovering, "db", store().db);
      decisions.add(row(projectId, "b"));
      await decisions.flush();
      expect(await placements(projectId)).toEqual(["a", "b"]);
    });
  });

  test("deletes what is older than ninety days, of one project only", async () => {
    const [mine, other] = [newProject(), newProject()];
    const decisions = new DecisionLog(store(), createTestLogger());
    const day = 86_400_000;
    for (const projectId of [mine, other]) {
      decisions.add(row(projectId, "old", NOW_MS - 91 * day));
      decisions.add(row(projectId, "young", NOW_MS - 89 * day));
    }
    await decisions.flush();
    await decisions.deleteOld(mine, NOW_MS);
    expect(await placements(mine)).toEqual(["young"]);
    expect(await placements(other)).toEqual(["old", "young"]);
  });
});
