import type { IntentTraining } from "@rapport/contracts/intents";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { simulateCohort } from "@rapport/testkit/simulator/cohort";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { beforeAll, expect, test } from "vitest";
import type { Context } from "../context.ts";
import { recordEvents } from "../events/record-events.ts";
import { measurePeople, openMeasure } from "../leads/measure-people.ts";
import { activateModel } from "../models/activate-model.ts";
import { listModels } from "../models/list-models.ts";
import { requireProfile } from "../profiles/find-profile.ts";
import { deleteSegment } from "../segments/delete-segment.ts";
import { getSegment } from "../segments/get-segment.ts";
import { previewSegment } from "../segments/preview-segment.ts";
import { createSegment } from "../segments/put-segment.ts";
import { takeLooks } from "../segments/take-looks.ts";
import { workThroughSegment } from "../segments/work-through.ts";
import { DAY_MS } from "./action-history.ts";
import { getIntents } from "./get-intents.ts";
import { deleteGoal, listGoals, putGoal } from "./goals.ts";
import { measureDrift } from "./measure-drift.ts";
import { scorePeople } from "./score-people.ts";
import { trainIntents } from "./train-intents.ts";

const DAYS = 110;
const END = Date.UTC(2026, 5, 1);
const BATCH = 2_000;

describeOnBothEngines("intents", ({ store }) => {
  let ctx: Context;
  let training: IntentTraining;
  let clock: { nowMs: number };
  const idOf = (name: string) => training.outcomes.find((outcome) => outcome.name === name)?.modelId ?? "";

  beforeAll(async () => {
    const made = createTestServices(store(), END);
    clock = made.clock;
    ctx = { ...made.services, projectId: "prj_intents", actor: { kind: "system" } };
    const cohort = simulateCohort({ seed: 21, people: 800, startMs: END - DAYS * DAY_MS, days: DAYS });
    const events = cohort.flatMap(({ id, actions }) =>
      actions.map(({ action, timestampMs, value }) => {
        const isPage = action === "page";
        const payload = value === undefined ? {} : { properties: { revenue: value } };
        const type: "page" | "track" = isPage ? "page" : "track";
        const name = isPage ? "" : action;
        return enrichedEvent({
          projectId: ctx.projectId,
          type,
          name,
          userId: id,
          anonymousId: undefined,
          timestampMs,
          payload,
        });
      }),
    );
    for (let start = 0; start < events.length; start += BATCH) {
      await recordEvents(ctx, { logId: ctx.projectId, steps: [], events: events.slice(start, start + BATCH) });
    }
    // Three weeks, so that enough of so few people buy.
    const definition = { kind: "event", event: "Order Completed", horizonDays: 21 } as const;
    await putGoal(ctx, { key: "purchase", definition });
    training = await trainIntents(ctx);
  });

  test("training lets every model answer, with figures beside those of what needs no model", async () => {
    const names = training.outcomes.map(({ name, status }) => `${name} ${status}`).sort();
    expect(names).toEqual(
      ["churn", "next_action", "purchase", "purchases", "send_time"].map((name) => `${name} activated`),
    );
    const { data } = await listModels(ctx, { kind: "intents", name: "purchase", limit: 5 });
    expect(data).toMatchObject([{ version: 1, status: "active", metrics: { recency: { auc: expect.any(Number) } } }]);
  });

  test("everybody's probabilities are kept as they are answered, and segments by them follow what people do", async () => {
    const { people } = await scorePeople(ctx);
    expect(people).toBeGreaterThan(700);
    expect(await scorePeople(ctx)).toEqual({ people: 0 });
    const scoreOf = async (userId: string) => {
      const [row] = await readRows(
        store(),
        `select value from profile_scores s join profiles p on p.project_id = s.project_id and p.id = s.profile_id
          where s.project_id = '${ctx.projectId}' and p.user_id = '${userId}' and s.name = 'intent:purchase'`,
      );
      return Number(row?.value);
    };
    const answer = await getIntents(ctx, "person-3");
    const purchase = answer.intents.find(({ goal }) => goal === "purchase");
    expect(await scoreOf("person-3")).toBe(purchase?.probability);
    const text = `intent purchase > ${purchase?.probability}`;
    const { id } = await createSegment(ctx, { name: "Buyers", description: "", text });
    while (await workThroughSegment(ctx));
    const { size } = await getSegment(ctx, { id });
    expect(size).toBeGreaterThan(0);
    expect((await previewSegment(ctx, { text })).count).toBe(size);
    clock.nowMs += 60_000;
    const event = { userId: "person-3", anonymousId: undefined, timestampMs: clock.nowMs, receivedAtMs: clock.nowMs };
    const orders = Array.from({ length: 3 }, () => {
      return enrichedEvent({ ...event, projectId: ctx.projectId, name: "Order Completed" });
    });
    await recordEvents(ctx, { logId: ctx.projectId, steps: [], events: orders });
    clock.nowMs += 60_000;
    expect((await scorePeople(ctx)).people).toBeGreaterThan(0);
    const later = (await getIntents(ctx, "person-3")).intents.find(({ goal }) => goal === "purchase");
    expect(later?.score).not.toBe(purchase?.score);
    expect(await scoreOf("person-3")).toBe(later?.probability);
    while ((await takeLooks(ctx)) > 0);
    expect((await getSegment(ctx, { id })).size).toBe((await previewSegment(ctx, { text })).count);
    await deleteSegment(ctx, { id });
  });

  test("a person's intents name the model and add up to their score, reason by reason", async () => {
    const answer = await getIntents(ctx, "person-3");
    expect(answer.intents.map(({ goal }) => goal)).toEqual(["churn", "purchase"]);
    for (const { baseScore, score, reasons, otherContribution, probability, modelVersion } of answer.intents) {
      const sum = reasons.reduce((total, { contribution }) => total + contribution, baseScore + otherContribution);
      expect(sum).toBeCloseTo(score, 9);
      expect(probability).toBeGreaterThanOrEqual(0);
      expect(probability).toBeLessThanOrEqual(1);
      expect(modelVersion).toBe(1);
    }
    expect(answer.nextActions.length).toBeGreaterThan(2);
    expect(answer.sendTime?.probabilities).toHaveLength(24);
  });

  test("somebody who just came to the checkout is likelier to buy than before, by the next question", async () => {
    const before = await getIntents(ctx, "person-7");
    const events = ["Product Viewed", "Product Added", "Checkout Started"].map((name, step) =>
      enrichedEvent({
        projectId: ctx.projectId,
        name,
        userId: "person-7",
        anonymousId: undefined,
        timestampMs: END + step * 1_000,
      }),
    );
    await recordEvents(ctx, { logId: ctx.projectId, steps: [], events });
    clock.nowMs = END + 60_000;
    const after = await getIntents(ctx, "person-7");
    const chance = (answer: typeof after, goal: string) =>
      answer.intents.find((intent) => intent.goal === goal)?.probability ?? 0;
    expect(chance(after, "purchase")).toBeGreaterThanOrEqual(chance(before, "purchase"));
    expect(chance(after, "churn")).toBeLessThanOrEqual(chance(before, "churn"));
    expect(after.intents[1]?.score).not.toBe(before.intents[1]?.score);
  });

  test("an earlier version answers again after a rollback", async () => {
    const again = await trainIntents(ctx, { only: ["purchase"] });
    expect(again.outcomes).toMatchObject([{ name: "purchase", status: "activated" }]);
    const versionOf = async () =>
      (await getIntents(ctx, "person-3")).intents.find(({ goal }) => goal === "purchase")?.modelVersion;
    expect(await versionOf()).toBe(2);
    await activateModel(ctx, { kind: "intents", id: idOf("purchase") });
    clock.nowMs += 10_000;
    expect(await versionOf()).toBe(1);
  });

  test("people of the same kind are no drift; a silent month is", async () => {
    const calm = await measureDrift(ctx, idOf("purchase"));
    expect(calm.people).toBeGreaterThan(200);
    const nowMs = clock.nowMs;
    clock.nowMs += 30 * DAY_MS;
    const silent = await measureDrift(ctx, idOf("purchase"));
    clock.nowMs = nowMs;
    expect(silent.drifted).toBe(true);
    expect(silent.features.find(({ feature }) => feature === "days_since_last")?.drifted).toBe(true);
    await expect(measureDrift(ctx, idOf("send_time"))).rejects.toMatchObject({ code: "not_found" });
  });

  test("another project has no models, no people and no goals of this one", async () => {
    const other = { ...ctx, projectId: "prj_other" };
    await putGoal(ctx, { key: "trial", definition: { kind: "event", event: "Trial Started", horizonDays: 7 } });
    expect((await listGoals(other)).map(({ key }) => key)).toEqual(["churn", "purchase"]);
    await expect(deleteGoal(other, "trial")).rejects.toMatchObject({ code: "not_found" });
    await expect(getIntents(other, "person-3")).rejects.toMatchObject({ code: "not_found" });
    await expect(measureDrift(other, idOf("purchase"))).rejects.toMatchObject({ code: "not_found" });
    expect((await trainIntents(other)).outcomes.every(({ status }) => status === "skipped")).toBe(true);
    await deleteGoal(ctx, "trial");
  });

  test("a built-in goal that was defined anew is back when that is deleted", async () => {
    await putGoal(ctx, { key: "purchase", definition: { kind: "event", event: "Subscribed", horizonDays: 30 } });
    expect(await listGoals(ctx)).toMatchObject([
      { key: "churn" },
      { key: "purchase", definition: { event: "Subscribed" } },
    ]);
    await deleteGoal(ctx, "purchase");
    expect(await listGoals(ctx)).toMatchObject([{ key: "churn" }, { definition: { event: "Order Completed" } }]);
  });

  test("a lead's engagement counts what the model answers, and names what weighs most in it", async () => {
    const { intents } = await getIntents(ctx, "person-3");
    const probability = intents.find(({ goal }) => goal === "purchase")?.probability ?? Number.NaN;
    const measure = await openMeasure(ctx, undefined);
    const profile = await requireProfile(ctx, "person-3");
    const [lead] = await measurePeople(ctx, measure, [profile.id]);
    const reason = lead?.reasons.find(({ code }) => code === "intent:purchase");
    expect(reason?.evidence).toMatch(
      new RegExp(`^probability ${(probability * 100).toFixed(1)} %, usual are [0-9.]+ %; .+ [(][+−][0-9.]+[)]`),
    );
    const sum = lead?.reasons.reduce((total, { axis, points }) => total + (axis === "engagement" ? points : 0), 0);
    expect(lead?.engagement).toBeCloseTo(sum ?? 0, 9);
  });
});
