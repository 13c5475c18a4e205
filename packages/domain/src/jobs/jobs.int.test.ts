import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openStore } from "@rapport/store/client";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { countingJob, countSlowly } from "../../test/counting-job.ts";
import type { Context } from "../context.ts";
import { cancelJob } from "./cancel-job.ts";
import { defineJob } from "./define-job.ts";
import { getJob } from "./get-job.ts";
import type { JobHandler, RunningJob } from "./job-handler.ts";
import { handleJob, JobRefused } from "./job-handler.ts";
import { JobRunner } from "./job-runner.ts";
import { listJobs } from "./list-jobs.ts";
import { retryJob } from "./retry-job.ts";

const WAIT = { timeout: 20_000, interval: 50 };
const noteJob = defineJob({
  name: "note-write",
  input: z.object({ text: z.string() }),
  retries: 1,
  retryDelaySeconds: 1,
});
type Note = { text: string };

describeOnBothEngines("jobs", ({ store }) => {
  const runners: JobRunner[] = [];
  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.stop(2_000);
  });
  function contextOf(projectId: string): Context {
    return { ...createTestServices(store(), Date.now()).services, projectId, actor: { kind: "system" } };
  }
  async function work(ctx: Context, handlers: JobHandler[], isAlone = false): Promise<JobRunner> {
    const runner = new JobRunner({ services: ctx, handlers, isAlone });
    runners.push(runner);
    await runner.start();
    return runner;
  }
  const note = (run: (job: RunningJob<Note>) => Promise<unknown>) => handleJob(noteJob, (_ctx, job) => run(job));
  const stateOf = async (ctx: Context, id: string) => (await getJob(ctx, id)).state;

  test("a job runs once with its input, says how far it is, and keeps its result", async () => {
    const ctx = contextOf("prj_run");
    await work(ctx, [countSlowly(() => {}, 1)]);
    const { jobId, isNew } = await ctx.jobs.enqueue(countingJob, { projectId: "prj_run", input: { to: 20 } });
    expect(isNew).toBe(true);
    await expect.poll(() => stateOf(ctx, jobId), WAIT).toBe("completed");
    expect(await getJob(ctx, jobId)).toMatchObject({
      id: jobId,
      name: "numbers-count",
      progress: { done: 20, total: 20, note: "at 20" },
      result: { counted: 20 },
      attempts: 1,
      maxAttempts: 3,
      requestedBy: "system",
    });
    expect((await listJobs(contextOf("prj_other"), { limit: 10 })).data).toEqual([]);
    await expect(getJob(contextOf("prj_other"), jobId)).rejects.toMatchObject({ code: "not_found" });
  });

  test("one key is one job, however many ask at once; held open only, it may be asked for again after its end", async () => {
    const ctx = contextOf("prj_key");
    const runs: string[] = [];
    await work(ctx, [note(async ({ input }) => void runs.push(input.text))]);
    const ask = (keyHolds: "kept" | "open") =>
      ctx.jobs.enqueue(noteJob, { projectId: "prj_key", input: { text: keyHolds }, key: keyHolds, keyHolds });
    for (const keyHolds of ["kept", "open"] as const) {
      const asked = await Promise.all(Array.from({ length: 8 }, () => ask(keyHolds)));
      const [id = ""] = new Set(asked.map(({ jobId }) => jobId));
      expect(asked.map(({ jobId }) => jobId)).toEqual(Array(8).fill(id));
      expect(asked.filter(({ isNew }) => isNew)).toHaveLength(1);
      await expect.poll(() => stateOf(ctx, id), WAIT).toBe("completed");
      expect((await ask(keyHolds)).isNew).toBe(keyHolds === "open");
    }
    await expect.poll(() => runs, WAIT).toEqual(["kept", "open", "open"]);
  });

  test("a key that is given up between two looks is no failure of whoever asks: it is theirs", async () => {
    const ctx = contextOf("prj_given_up");
    await ctx.jobs.prepare([noteJob]);
    const request = { projectId: "prj_given_up", input: { text: "" }, key: "one", keyHolds: "open" } as const;
    const first = await ctx.jobs.enqueue(noteJob, request);
    let looks = 0;
    const giveUp = "update jobs set key = null where project_id = 'prj_given_up'";
    const asked = await store().withTransaction((tx) => {
      const execute = async (query: string) => {
        // Behind an ended key that is given up and the insert, the third looks for who has the key.
        if (++looks === 3) await tx.execute(giveUp);
        return tx.execute(query);
      };
      const get = (at: typeof tx, name: string) => (name === "execute" ? execute : Reflect.get(at, name, at));
      return ctx.jobs.enqueue(noteJob, { ...request, tx: new Proxy(tx, { get }) });
    });
    for (const { jobId } of [first, asked]) await cancelJob(ctx, jobId);
    expect([first.isNew, asked.isNew]).toEqual([true, true]);
    expect(looks).toBeGreaterThan(4);
  });

  test("a job asked for in a transaction is there if and only if that commits", async () => {
    const ctx = contextOf("prj_tx");
    const runs: string[] = [];
    await work(ctx, [note(async ({ input }) => void runs.push(input.text))]);
    const ask = (text: string, fail: boolean) =>
      store().withTransaction(async (tx) => {
        await ctx.jobs.enqueue(noteJob, { projectId: "prj_tx", input: { text }, tx });
        if (fail) throw new Error("rolled back");
      });
    await expect(ask("never", true)).rejects.toThrow("rolled back");
    await ask("kept", false);
    await expect.poll(() => runs, WAIT).toEqual(["kept"]);
    expect((await listJobs(ctx, { limit: 10 })).data).toHaveLength(1);
  });

  test("a failed attempt is repeated after a pause; the last one fails the job with its error; a retry begins anew", async () => {
    const ctx = contextOf("prj_fail");
    let isMended = false;
    const handler = note(async () => {
      if (!isMended) throw new Error("The address is wrong");
    });
    await work(ctx, [handler]);
    const { jobId } = await ctx.jobs.enqueue(noteJob, { projectId: "prj_fail", input: { text: "x" } });
    await expect.poll(() => stateOf(ctx, jobId), WAIT).toBe("failed");
    expect(await getJob(ctx, jobId)).toMatchObject({ attempts: 2, error: "The address is wrong", result: null });
    expect((await listJobs(ctx, { limit: 5, state: "failed" })).data.map(({ id }) => id)).toEqual([jobId]);
    expect((await listJobs(ctx, { limit: 5, state: "running" })).data).toEqual([]);
    isMended = true;
    await retryJob(ctx, jobId);
    await expect.poll(() => stateOf(ctx, jobId), WAIT).toBe("completed");
    await expect(retryJob(ctx, jobId)).rejects.toMatchObject({ code: "conflict" });
    await expect(cancelJob(ctx, jobId)).rejects.toMatchObject({ code: "conflict" });
  });

  test("what no repetition can help fails at once; input that does not fit is refused before it is a job", async () => {
    const ctx = contextOf("prj_refused");
    await work(ctx, [note(() => Promise.reject(new JobRefused("There is no such list")))]);
    const { jobId } = await ctx.jobs.enqueue(noteJob, { projectId: "prj_refused", input: { text: "x" } });
    await expect.poll(() => stateOf(ctx, jobId), WAIT).toBe("failed");
    expect((await getJob(ctx, jobId)).attempts).toBe(1);
    const wrong = { text: 5 } as unknown as Note; // as: what a caller without types may pass
    await expect(ctx.jobs.enqueue(noteJob, { projectId: "prj_refused", input: wrong })).rejects.toMatchObject({
      code: "invalid_parameter",
      fields: [{ pointer: "/text" }],
    });
  });

  test("a cancelled job stops by its signal, and what it still writes is refused; one that waits never begins", async () => {
    const ctx = contextOf("prj_cancel");
    const running = Promise.withResolvers<RunningJob<Note>>();
    const handler = note(async (job) => {
      running.resolve(job);
      await new Promise((resolve) => job.signal.addEventListener("abort", resolve));
    });
    await work(ctx, [handler]);
    const ask = (runAt: number) => ctx.jobs.enqueue(noteJob, { projectId: "prj_cancel", input: { text: "x" }, runAt });
    const [now, later] = [await ask(Date.now()), await ask(Date.now() + 3_600_000)];
    const job = await running.promise;
    expect(await stateOf(ctx, job.id)).toBe("running");
    expect(await stateOf(ctx, later.jobId)).toBe("waiting");
    for (const { jobId } of [now, later]) expect((await cancelJob(ctx, jobId)).state).toBe("cancelled");
    await expect.poll(() => job.signal.aborted, WAIT).toBe(true);
    await expect(job.saveCheckpoint(1)).rejects.toThrow("taken away");
    expect(await getJob(ctx, now.jobId)).toMatchObject({ state: "cancelled", attempts: 1 });
  });

  test("an attempt that takes too long has failed, whether or not its handler listens", async () => {
    const ctx = contextOf("prj_slow");
    const slow = defineJob({ ...noteJob, name: "note-dawdle", timeoutMs: 100, retries: 0 });
    await work(ctx, [handleJob(slow, () => new Promise(() => {}))]);
    const { jobId } = await ctx.jobs.enqueue(slow, { projectId: "prj_slow", input: { text: "x" } });
    await expect.poll(() => stateOf(ctx, jobId), WAIT).toBe("failed");
    expect((await getJob(ctx, jobId)).error).toBe("Not done within 100 ms");
  });

  test("a worker that stops gives its job back uncounted, and another goes on from the checkpoint", async () => {
    const ctx = contextOf("prj_stop");
    const steps: number[] = [];
    const handlers = [countSlowly((at) => void steps.push(at), 20)];
    const first = await work(ctx, handlers);
    const { jobId } = await ctx.jobs.enqueue(countingJob, { projectId: "prj_stop", input: { to: 40 } });
    await expect.poll(() => steps.length, WAIT).toBeGreaterThan(5);
    await first.stop(100);
    // Time may be up for the worker before it is written that the job goes back.
    await expect.poll(() => stateOf(ctx, jobId), WAIT).toBe("waiting");
    await work(ctx, handlers);
    await expect.poll(() => stateOf(ctx, jobId), WAIT).toBe("completed");
    // The last step may have been kept and not told of: none is done twice.
    expect(steps).toEqual([...new Set(steps)]);
    expect(steps.at(-1)).toBe(40);
  });

  test("a worker that fell silent loses its job to the next one, and is refused from then on", async () => {
    const ctx = contextOf("prj_silent");
    const jobs: RunningJob<Note>[] = [];
    const gate = Promise.withResolvers<void>();
    const handler = note(async (job) => {
      jobs.push(job);
      return job.attempt === 1 ? gate.promise : "done by the second";
    });
    await work(ctx, [handler]);
    const { jobId } = await ctx.jobs.enqueue(noteJob, { projectId: "prj_silent", input: { text: "x" } });
    await expect.poll(() => jobs.length, WAIT).toBe(1);
    const boss = await ctx.jobs.open();
    await readRows(
      store(),
      `update pgboss.job set heartbeat_on = now() - interval '1 minute' where name = 'note-write'`,
    );
    await readRows(store(), `update pgboss.queue set monitor_on = null`);
    await boss.supervise("note-write");
    await expect.poll(() => stateOf(ctx, jobId), WAIT).toBe("completed");
    expect((await getJob(ctx, jobId)).result).toBe("done by the second");
    await expect(jobs[0]?.saveCheckpoint("late")).rejects.toThrow("taken away");
    gate.resolve();
  });

  test("never more of one kind run at once than its definition says", async () => {
    const ctx = contextOf("prj_many");
    let running = 0;
    let most = 0;
    // Nobody ends before as many run as may: how fast they are taken up has no say in it.
    const full = Promise.withResolvers<void>();
    const handler = handleJob(countingJob, async () => {
      most = Math.max(most, ++running);
      if (running >= countingJob.concurrency) full.resolve();
      await full.promise;
      await new Promise((resolve) => setTimeout(resolve, 30));
      running--;
    });
    await work(ctx, [handler]);
    const asked = Array.from({ length: 10 }, () =>
      ctx.jobs.enqueue(countingJob, { projectId: "prj_many", input: { to: 1 } }),
    );
    await Promise.all(asked);
    await expect.poll(async () => (await listJobs(ctx, { limit: 20, state: "completed" })).data.length, WAIT).toBe(10);
    expect(most).toBe(countingJob.concurrency);
  });
});

test("a worker that is killed in the middle of a job loses no step: the next process resumes it", async () => {
  const dir = await mkdtemp(join(tmpdir(), "rapport-jobs-"));
  const dataDir = join(dir, "store");
  const child = spawn(process.execPath, [
    fileURLToPath(new URL("../../test/count-until-killed.ts", import.meta.url)),
    dataDir,
  ]);
  let last = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last >= 20) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  const store = await openStore({ dataDir });
  const { services } = createTestServices(store, Date.now());
  const steps: number[] = [];
  const runner = new JobRunner({ services, handlers: [countSlowly((at) => void steps.push(at), 0)], isAlone: true });
  try {
    await runner.start();
    const ctx = { ...services, projectId: "prj_1", actor: { kind: "system" } as const };
    const asked = await services.jobs.enqueue(countingJob, { projectId: "prj_1", input: { to: 60 }, key: "once" });
    expect(asked.isNew).toBe(false);
    await expect.poll(() => stateOf(ctx, asked.jobId), WAIT).toBe("completed");
    expect(steps[0]).toBeGreaterThanOrEqual(last);
    expect(steps).toEqual(Array.from({ length: 61 - (steps[0] ?? 0) }, (_, i) => (steps[0] ?? 0) + i));
  } finally {
    await runner.stop(1_000);
    await store.close();
    await rm(dir, { recursive: true });
  }
  async function stateOf(ctx: Context, id: string) {
    return (await getJob(ctx, id)).state;
  }
});
