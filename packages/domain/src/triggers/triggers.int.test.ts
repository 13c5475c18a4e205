import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { PutTrigger, TriggerSource } from "@rapport/contracts/triggers";
import { putTriggerSchema } from "@rapport/contracts/triggers";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { failingStore } from "@rapport/testkit/store/failing-store";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { agentRunAdvance } from "../agents/agent-run-advance.ts";
import { handleAgentRunStart } from "../agents/agent-run-start.ts";
import type { Context } from "../context.ts";
import { recordEvents } from "../events/record-events.ts";
import { keepScores } from "../intents/keep-scores.ts";
import { defineJob } from "../jobs/define-job.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { JobRunner } from "../jobs/job-runner.ts";
import { createOutgoing } from "../outgoing/outgoing.ts";
import { createSegment } from "../segments/put-segment.ts";
import { handleWebhookDeliver } from "../webhooks/webhook-deliver.ts";
import { createWebhook } from "../webhooks/webhooks.ts";
import { listCrossings } from "./list-crossings.ts";
import { changeTrigger, createTrigger, listTriggers } from "./triggers.ts";
import { fireTriggers, handleTriggersFire } from "./triggers-fire.ts";

/** Crossings of the test of many; 10,000 take minutes. */
const MANY = Number(process.env.TRIGGER_CROSSINGS ?? 120);
const WAIT = { timeout: 20_000 + MANY * 60, interval: 50 };

const received: { id: string; body: string }[] = [];
const receiver = createServer(async (request, response) => {
  received.push({ id: String(request.headers["webhook-id"]), body: await text(request) });
  response.end("ok");
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  port = (receiver.address() as AddressInfo).port; // as: a server that listens on a port has an address of this form
});
afterAll(() => receiver.close());

/** Stands for a job that reads what was crossed, such as one that runs an agent. */
const greeted: unknown[] = [];
const greet = defineJob({
  name: "person-greet",
  input: z.object({ words: z.string(), crossing: z.object({ crossingId: z.string() }).loose() }),
  takesCrossing: true,
});
const handleGreet = handleJob(greet, async (_, job) => greeted.push(job.input));

const HANDLERS = [handleTriggersFire, handleWebhookDeliver, handleGreet, handleAgentRunStart];

let projects = 0;

describeOnBothEngines("triggers", ({ store }) => {
  const begin = async () => {
    const made = createTestServices(store(), Date.now());
    const outgoing = createOutgoing({ allowed: [`127.0.0.1:${port}`] });
    const projectId = `prj_trigger_${++projects}`;
    const ctx: Context = { ...made.services, outgoing, projectId, actor: { kind: "system" } };
    await ctx.jobs.prepare([...HANDLERS.map(({ definition }) => definition), agentRunAdvance]);
    const segment = await createSegment(ctx, {
      name: "Buyers",
      description: "",
      text: 'did "Order Completed" at least 1 times',
    });
    const webhook = await createWebhook(ctx, { url: `http://127.0.0.1:${port}/in`, description: "", enabled: true });
    return { ctx, clock: made.clock, segmentId: segment.id, webhookId: webhook.id };
  };
  type Begun = Awaited<ReturnType<typeof begin>>;
  const buy = (ctx: Context, userIds: readonly string[]) =>
    recordEvents(ctx, {
      logId: ctx.projectId,
      steps: [],
      events: userIds.map((userId) =>
        enrichedEvent({ projectId: ctx.projectId, userId, anonymousId: undefined, name: "Order Completed" }),
      ),
    });
  const watch = ({ ctx, segmentId, webhookId }: Begun, part: Partial<PutTrigger> = {}) => {
    const source = { kind: "segment", segmentId, on: "entered" };
    const input = { name: "Buyers", source, action: { kind: "webhook", webhookId }, ...part };
    return createTrigger(ctx, putTriggerSchema.parse(input));
  };
  const statesOf = async (ctx: Context, triggerId: string) =>
    (await listCrossings(ctx, { triggerId, limit: 500 })).data
      .map(({ userId, state }) => `${userId} ${state}`)
      .toSorted();
  const deliveries = async ({ projectId }: Context) =>
    (await readRows(store(), `select id from webhook_deliveries where project_id = '${projectId}'`)).length;
  const run = async (ctx: Context, work: () => Promise<void>) => {
    const runner = new JobRunner({ services: ctx, handlers: HANDLERS, isAlone: true });
    await runner.start();
    await work().finally(() => runner.stop(2_000));
  };

  test("whoever enters is told of once, signed and by name; who was in before is not, and another project's people never are", async () => {
    const begun = await begin();
    const { ctx } = begun;
    await buy(ctx, ["early"]);
    const trigger = await watch(begun);
    const other = await begin();
    await watch(other);
    received.length = 0;
    await buy(ctx, ["ada", "early"]);
    await buy(ctx, ["ada"]);
    await run(ctx, () => expect.poll(() => received.length, WAIT).toBe(1));
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({
      type: "segment.entered",
      data: { trigger: { id: trigger.id, name: "Buyers" }, person: { userId: "ada" } },
    });
    expect(await statesOf(ctx, trigger.id)).toEqual(["ada fired"]);
    expect((await listTriggers(ctx)).data[0]?.lastDay).toEqual({ waiting: 0, fired: 1, held_back: 0, failed: 0 });
    await expect(listCrossings(other.ctx, { triggerId: trigger.id, limit: 5 })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await deliveries(other.ctx)).toBe(0);
  });

  test.each(["before", "after"] as const)(
    "a crash %s the commit of what fires starts each crossing's delivery once",
    async (moment) => {
      const begun = await begin();
      const { ctx } = begun;
      await watch(begun);
      await buy(ctx, ["ada", "bob", "cid"]);
      const failing = failingStore(store(), { from: 1, times: 1, code: "08006", moment });
      await expect(fireTriggers({ ...ctx, store: failing.store })).rejects.toThrow("Injected failure");
      await Promise.all([fireTriggers(ctx), fireTriggers(ctx), fireTriggers(ctx)]);
      expect(await deliveries(ctx)).toBe(3);
      received.length = 0;
      await run(ctx, () => expect.poll(() => received.length, WAIT).toBe(3));
      expect(new Set(received.map(({ id }) => id)).size).toBe(3);
    },
  );

  test("a fold that rolls back leaves no crossing, and one that is repeated leaves one", async () => {
    const begun = await begin();
    const { ctx } = begun;
    const { id } = await watch(begun);
    const broken = failingStore(store(), { from: 1, times: 1, code: "08006", moment: "before" });
    const events = [
      enrichedEvent({ projectId: ctx.projectId, userId: "ada", anonymousId: undefined, name: "Order Completed" }),
    ];
    const record = (services: Context) => recordEvents(services, { logId: ctx.projectId, steps: [], events });
    await expect(record({ ...ctx, store: broken.store })).rejects.toThrow();
    expect(await statesOf(ctx, id)).toEqual([]);
    await record(ctx);
    await record(ctx);
    expect(await statesOf(ctx, id)).toEqual(["ada waiting"]);
  });

  test("a person rests for the cooldown, and no more fire within the hour than may", async () => {
    const begun = await begin();
    const { ctx, clock } = begun;
    const scored = { kind: "intent", goal: "churn", direction: "above", threshold: 0.5, hysteresis: 0 } as const;
    const { id } = await watch(begun, { source: scored, cooldownSeconds: 60, ratePerHour: 2 });
    clock.nowMs += 1_000;
    await buyAt(ctx, ["ada", "bob", "cid"], clock.nowMs);
    const cross = async (userIds: readonly string[]) => {
      for (const value of [0.1, 0.9]) await score(ctx, userIds, value);
      await fireTriggers(ctx);
      return statesOf(ctx, id);
    };
    expect(await cross(["ada"])).toEqual(["ada fired"]);
    expect(await cross(["ada"])).toEqual(["ada fired", "ada held_back"]);
    clock.nowMs += 61_000;
    expect(await cross(["ada", "bob"])).toHaveLength(4);
    expect(
      (await listCrossings(ctx, { triggerId: id, limit: 9 })).data
        .map(({ reason }) => reason?.slice(0, 12) ?? "fired")
        .toSorted(),
    ).toEqual(["It had fired", "The person f", "fired", "fired"]);
    clock.nowMs += 3_600_000;
    expect((await cross(["cid"])).includes("cid fired")).toBe(true);
  });

  const buyAt = (ctx: Context, userIds: readonly string[], timestampMs: number) =>
    recordEvents(ctx, {
      logId: ctx.projectId,
      steps: [],
      events: userIds.map((userId) =>
        enrichedEvent({ projectId: ctx.projectId, userId, anonymousId: undefined, name: "Seen", timestampMs }),
      ),
    });
  const score = async (ctx: Context, userIds: readonly string[], value: number) => {
    const rows = await readRows(
      store(),
      `select value, profile_id from identities where project_id = '${ctx.projectId}' and kind = 'user'`,
    );
    const ids = new Map(rows.map((row) => [String(row.value), String(row.profile_id)]));
    const scores = userIds.map((userId) => ({
      profileId: ids.get(userId) ?? "",
      name: "intent:churn",
      value,
      modelId: "m",
    }));
    await keepScores(ctx, scores);
  };

  test.each([
    ["above", [0.2, 0.69, 0.71, 0.66, 0.72, 0.59, 0.7], ["0.7", "0.71"]],
    ["below", [0.9, 0.71, 0.69, 0.75, 0.6, 0.81, 0.7], ["0.69", "0.7"]],
  ] as const)(
    "an intent that wavers about a threshold (%s) crosses once, until it was past the hysteresis",
    async (direction, values, crossed) => {
      const begun = await begin();
      const { ctx, clock } = begun;
      await buyAt(ctx, ["old", "ada"], clock.nowMs - 60_000);
      await score(ctx, ["old"], direction === "above" ? 0.95 : 0.05);
      const source: TriggerSource = { kind: "intent", goal: "churn", direction, threshold: 0.7, hysteresis: 0.1 };
      const { id } = await watch(begun, { source });
      await score(ctx, ["old"], direction === "above" ? 0.99 : 0.01);
      for (const value of values) await score(ctx, ["ada"], value);
      clock.nowMs += 5_000;
      await buyAt(ctx, ["newcomer"], clock.nowMs);
      await score(ctx, ["newcomer"], direction === "above" ? 0.8 : 0.2);
      const { data } = await listCrossings(ctx, { triggerId: id, limit: 9 });
      expect(
        data
          .filter(({ userId }) => userId === "ada")
          .map(({ probability }) => String(probability))
          .toSorted(),
      ).toEqual(crossed);
      expect(data.map(({ userId }) => userId)).toContain("newcomer");
      expect(data.map(({ userId }) => userId)).not.toContain("old");
    },
  );

  test("a job that takes what was crossed gets it; one that is not there is refused, and a deleted address fails with its reason", async () => {
    const begun = await begin();
    const { ctx, segmentId } = begun;
    await watch(begun, { action: { kind: "job", name: greet.name, input: { words: "welcome" } } });
    const action = { kind: "job", name: "webhook-deliver", input: {} } as const;
    await expect(watch(begun, { action })).rejects.toThrow("no job");
    await expect(watch(begun, { action: { kind: "webhook", webhookId: "whk_0" } })).rejects.toMatchObject({
      code: "invalid_parameter",
    });
    const told = await watch(begun);
    await readRows(store(), `delete from webhooks where project_id = '${ctx.projectId}'`);
    greeted.length = 0;
    await buy(ctx, ["ada"]);
    await run(ctx, () => expect.poll(() => greeted.length, WAIT).toBe(1));
    expect(greeted[0]).toMatchObject({
      words: "welcome",
      crossing: { person: { userId: "ada" }, source: { segmentId } },
    });
    expect((await listCrossings(ctx, { triggerId: told.id, limit: 1 })).data[0]).toMatchObject({
      state: "failed",
      reason: "The webhook was deleted",
    });
  });

  test("an agent is set to work once for each who enters, however often its job is tried; what the agent cannot take is refused before", async () => {
    const begun = await begin();
    const { ctx } = begun;
    const action = (input: object) => ({ kind: "job", name: "agent-run-start", input: { ...input } }) as const;
    const wrong = watch(begun, { action: action({ graph: "analytics", input: { campaign: "cmp_1" } }) });
    await expect(wrong).rejects.toMatchObject({ fields: [{ pointer: "/action/input/input/campaignId" }] });
    await expect(watch(begun, { action: action({ graph: "nobody" }) })).rejects.toThrow("is none of");
    await watch(begun, { action: action({ graph: "analytics", input: { campaignId: "cmp_1" } }) });
    await buy(ctx, ["ada", "bob"]);
    await buy(ctx, ["ada"]);
    const runs = () => readRows(store(), `select key, input from agent_runs where project_id = '${ctx.projectId}'`);
    await run(ctx, () => expect.poll(async () => (await runs()).length, WAIT).toBe(2));
    const jobs = await readRows(
      store(),
      `select id, input from jobs where project_id = '${ctx.projectId}' and name = 'agent-run-start'`,
    );
    expect(jobs).toHaveLength(2);
    for (const { input } of jobs) {
      const given = typeof input === "string" ? JSON.parse(input) : input;
      const signal = new AbortController().signal;
      const job = { id: "job_again", input: given, attempt: 2, checkpoint: undefined, signal };
      await handleAgentRunStart.run(ctx, { ...job, report: () => {}, saveCheckpoint: async () => {} });
    }
    expect(await runs()).toHaveLength(2);
  });

  test("one that is switched off starts nothing, also not what waited", async () => {
    const begun = await begin();
    const { ctx } = begun;
    const trigger = await watch(begun);
    await buy(ctx, ["ada"]);
    await changeTrigger(ctx, trigger.id, { ...putTriggerSchema.parse(trigger), enabled: false });
    await buy(ctx, ["bob"]);
    await fireTriggers(ctx);
    expect(await statesOf(ctx, trigger.id)).toEqual(["ada held_back"]);
    expect(await deliveries(ctx)).toBe(0);
  });

  test(
    `${MANY} crossings are ${MANY} deliveries, each once, while two workers fire and folds go on`,
    async () => {
      const begun = await begin();
      const { ctx } = begun;
      await watch(begun);
      received.length = 0;
      await run(ctx, async () => {
        for (let from = 0; from < MANY; from += 100) {
          const people = Array.from({ length: Math.min(100, MANY - from) }, (_, i) => `user-${from + i}`);
          await buy(ctx, people);
          await Promise.all([fireTriggers(ctx), fireTriggers(ctx)]);
        }
        await expect.poll(() => received.length, WAIT).toBe(MANY);
      });
      const people = received.map(({ body }) => JSON.parse(body).data.person.userId);
      expect(new Set(people).size).toBe(MANY);
      expect(new Set(received.map(({ id }) => id)).size).toBe(MANY);
    },
    WAIT.timeout + 60_000,
  );
});
