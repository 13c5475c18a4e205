import { itemsOfUser, timesOfUser } from "@rapport/engine/collaborative/interactions";
import { interactionsOfTastes } from "@rapport/engine/collaborative/interactions-of-tastes";
import { listProfileRows } from "@rapport/store/queries/profiles";
import { insertMembers } from "@rapport/store/queries/segment-members";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { expect, test } from "vitest";
import type { Context } from "../../context.ts";
import { recordEvents } from "../../events/record-events.ts";
import { getJob } from "../../jobs/get-job.ts";
import type { RunningJob } from "../../jobs/job-handler.ts";
import { JobRunner } from "../../jobs/job-runner.ts";
import { activateModel } from "../../models/activate-model.ts";
import { listModels } from "../../models/list-models.ts";
import { Recommenders } from "../recommenders.ts";
import { handleRecommenderTrain } from "./recommender-train.ts";
import { requestTraining } from "./request-training.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 0, 31);
/** Of so many groups the trained blend is better than what needs no training in every draw; of fewer, chance decides. */
const tastes = interactionsOfTastes({ users: 240, groups: 6, perGroup: 16, seed: 6 });
const idOf = (item: number) => `item-${item}`;
const TRAINED = ["ease", "factors", "sessions"];

/** Everything that the people of `tastes` did, as events in the order of time. */
const eventsOf = (projectId: string) =>
  Array.from({ length: tastes.users }, (_, user) => {
    const times = timesOfUser(tastes, user);
    return Array.from(itemsOfUser(tastes, user), (item, index) => {
      const timestampMs = NOW - 30 * DAY_MS + (times[index] ?? 0);
      const payload = { properties: { product_id: idOf(item) } };
      return enrichedEvent({
        projectId,
        anonymousId: `device-${user}`,
        timestampMs,
        receivedAtMs: timestampMs,
        payload,
      });
    });
  })
    .flat()
    .sort((left, right) => left.timestampMs - right.timestampMs);

describeOnBothEngines("training a recommender", ({ store }) => {
  /** Services of one process; what two of them share is the store and the blobs. */
  const openProcess = (projectId: string, blobs?: Context["blobs"]): Context => {
    const { services } = createTestServices(store(), NOW);
    const shared = blobs ?? services.blobs;
    const recommenders = new Recommenders(store(), services.log, undefined, () => NOW, shared);
    return { ...services, blobs: shared, recommenders, projectId, actor: { kind: "system" } };
  };
  const fill = async (projectId: string) => {
    const ctx = openProcess(projectId);
    await recordEvents(ctx, { logId: projectId, steps: [], events: eventsOf(projectId) });
    return ctx;
  };
  const run = (ctx: Context, job: Partial<RunningJob<unknown>> = {}) =>
    handleRecommenderTrain.run(ctx, {
      id: "job_1",
      input: {},
      attempt: 1,
      checkpoint: undefined,
      signal: new AbortController().signal,
      report: () => {},
      saveCheckpoint: async () => {},
      ...job,
    });
  const ask = async (ctx: Context, item: number) => {
    await ctx.recommenders.ready(ctx.projectId);
    const history = [{ itemId: idOf(item), action: "viewed", weight: 1, timestampMs: NOW }];
    const { recommender } = ctx.recommenders.get(ctx.projectId);
    return recommender.recommend({ history, exclude: new Set(), limit: 5, nowMs: NOW });
  };
  const isTrained = async (ctx: Context) =>
    (await ask(ctx, 3)).some(({ generators }) => Object.keys(generators).some((name) => TRAINED.includes(name)));

  test("as a job leaves a version with its figures, which answers at once, after a restart, and in no other project", async () => {
    const ctx = await fill("prj_train");
    const everybody = await listProfileRows(store().db, { projectId: "prj_train", limit: 500 });
    const members = everybody.map(({ id }) => ({
      segmentId: "seg_all",
      profileId: id,
      enteredAt: new Date(NOW).toISOString(),
    }));
    const few = members.slice(0, 5).map((row) => ({ ...row, segmentId: "seg_few" }));
    await insertMembers(store().db, "prj_train", [...members, ...few]);
    expect(await isTrained(ctx)).toBe(false);
    const runner = new JobRunner({ services: ctx, handlers: [handleRecommenderTrain], isAlone: true });
    await runner.start();
    const { jobId } = await requestTraining(ctx);
    expect((await requestTraining(ctx)).isNew).toBe(false);
    await expect
      .poll(async () => (await getJob(ctx, jobId)).state, { timeout: 40_000, interval: 100 })
      .toBe("completed");
    await runner.stop(2_000);
    const { result, progress } = await getJob(ctx, jobId);
    expect(result).toMatchObject({ outcome: "trained", version: 1, activated: true });
    expect(progress).toMatchObject({ done: 100, total: 100 });
    const [model] = (await listModels(ctx, { kind: "recommendations", limit: 5 })).data;
    expect(model).toMatchObject({ status: "active", metrics: { items: 96, people: 240 } });
    expect(model?.metrics.ndcg).toBeGreaterThan(Object(model?.metrics.popularity).ndcg);
    // Everybody as a segment has everybody's figures; five people are too few to be judged by.
    const { ndcg, ndcgLow, ndcgHigh, judges } = model?.metrics ?? {};
    const segment = Object(model?.metrics["segment:seg_all"]);
    expect(segment).toMatchObject({ users: judges, popularity: Object(model?.metrics.popularity).ndcg });
    expect(segment.ndcg).toBeCloseTo(Number(ndcg), 9);
    expect(model?.metrics["segment:seg_few"]).toBeUndefined();
    expect([Number(ndcgLow) < Number(ndcg), Number(ndcg) < Number(ndcgHigh)]).toEqual([true, true]);
    expect(await isTrained(ctx)).toBe(true);
    const names = (await ask(ctx, 3)).map(({ itemId }) => Number(itemId.slice(5)));
    expect(names.every((item) => item < 16)).toBe(true);
    expect(await isTrained(openProcess("prj_train", ctx.blobs))).toBe(true);
    expect((await listModels(openProcess("prj_other"), { kind: "recommendations", limit: 5 })).data).toEqual([]);
  });

  test("goes on with the final fit where an earlier attempt had measured, and another process follows a rollback", async () => {
    const ctx = await fill("prj_resume");
    const saved: unknown[] = [];
    await run(ctx, { saveCheckpoint: async (value) => void saved.push(value) });
    const notes: string[] = [];
    await run(ctx, { id: "job_2", checkpoint: saved[0], report: ({ note = "" }) => notes.push(note) });
    expect(notes).toContain("Fitting factors");
    expect(notes.filter((note) => note.startsWith("Trying"))).toEqual([]);
    const { data } = await listModels(ctx, { kind: "recommendations", limit: 5 });
    const [first, second] = data.toSorted((left, right) => left.version - right.version);
    expect([second?.status, first?.status]).toEqual(["active", "retired"]);
    expect(second?.parameters).toEqual(first?.parameters);

    const other = openProcess("prj_resume", ctx.blobs);
    const before = await ask(other, 3);
    await ctx.blobs.delete(`prj_resume/models/job_1`);
    await activateModel(ctx, { kind: "recommendations", id: first?.id ?? "" });
    await other.recommenders.refreshTrained("prj_resume");
    // The version's numbers are gone: the one that answered goes on.
    expect(await ask(other, 3)).toEqual(before);
  });

  test("is not put to work where the blend that needs no training did better", async () => {
    const ctx = await fill("prj_behind");
    const saved: unknown[] = [];
    expect(await run(ctx, { saveCheckpoint: async (value) => void saved.push(value) })).toMatchObject({
      activated: true,
    });
    const other = await fill("prj_behind_untrained");
    const { measured, version } = Object(saved[0]);
    const untrained = { ...measured.figures.untrained, ndcg: measured.figures.blend.ndcg + 0.001 };
    const checkpoint = { version, measured: { ...measured, figures: { ...measured.figures, untrained } } };
    expect(await run(other, { id: "job_2", checkpoint })).toMatchObject({ outcome: "trained", activated: false });
    expect(await isTrained(other)).toBe(false);
    const [model] = (await listModels(other, { kind: "recommendations", limit: 5 })).data;
    expect(model).toMatchObject({ status: "candidate", metrics: { untrained: { ndcg: untrained.ndcg } } });
  });

  test("says that there is too little to learn from, and leaves no version", async () => {
    const ctx = openProcess("prj_little");
    await recordEvents(ctx, { logId: "prj_little", steps: [], events: eventsOf("prj_little").slice(0, 20) });
    expect(await run(ctx)).toEqual({ outcome: "too_little_data", interactions: 20 });
    expect((await listModels(ctx, { kind: "recommendations", limit: 5 })).data).toEqual([]);
  });

  test("ends at once when the job is taken away", async () => {
    const ctx = await fill("prj_abort");
    const abort = new AbortController();
    const running = run(ctx, {
      signal: abort.signal,
      report: ({ note }) => note?.startsWith("Trying") && abort.abort(),
    });
    await expect(running).rejects.toThrow(/abort/i);
    expect((await listModels(ctx, { kind: "recommendations", limit: 5 })).data).toEqual([]);
  });
});
