import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { openTestStore, readRows } from "@rapport/testkit/store/open-test-store";
import { expect, test } from "vitest";
import type { Context } from "../context.ts";
import { resumeRun } from "./change-run.ts";
import { enqueueAdvance } from "./enqueue-advance.ts";
import { getRun } from "./get-run.ts";
import { recordSteps, takeRun } from "./run-execution.ts";
import { startRun } from "./start-run.ts";
import { tendRuns } from "./tend-runs.ts";

test("a run whose workers were killed goes on as long as each job brings it further; else it fails, and its whole hears so", async () => {
  const store = await openTestStore();
  const { services } = createTestServices(store, Date.now());
  const ctx: Context = { ...services, projectId: "prj_1", actor: { kind: "system" } };
  const begin = (key: string, parentRunId?: string) =>
    startRun(ctx, { graph: "lead-generation", input: {}, key, parentRunId });
  const giveUp = (id: string) =>
    readRows(
      store,
      `update jobs set outcome = 'failed', finished_at = now() where id = (select job_id from agent_runs where id = '${id}')`,
    );
  const wakesOf = async (id: string) =>
    Number((await readRows(store, `select wakes from agent_runs where id = '${id}'`))[0]?.wakes);
  const { id } = await begin("whole");
  const part = await begin("part", id);
  expect(await tendRuns(ctx)).toEqual({ restarted: 0, failed: 0 });

  // Under its first job, a part of it finished a step.
  const step = { id: "s", parentId: null, kind: "node", name: "find", state: "completed", attempts: 1 } as const;
  const unused = { inputDigest: null, outputDigest: null, model: null, inputTokens: 0, outputTokens: 0, costMicros: 0 };
  const end = { cached: false, error: null, durationMs: 1, startedAtMs: Date.now() + 1_000 };
  await recordSteps(ctx, part.id, [{ ...step, ...unused, ...end }]);
  await giveUp(id);
  expect(await tendRuns(ctx)).toEqual({ restarted: 1, failed: 0 });
  expect(await tendRuns(ctx)).toEqual({ restarted: 0, failed: 0 });
  expect(await getRun(ctx, id)).toMatchObject({ state: "queued" });

  // Under the next one, nothing: that step is older than it.
  await readRows(store, "update agent_steps set started_at = now() - interval '1 minute'");
  await readRows(
    store,
    `update agent_runs set job_id = (select job_id from agent_runs where id = '${id}') where id = '${part.id}'`,
  );
  await giveUp(id);
  const before = await wakesOf(id);
  expect(await tendRuns(ctx)).toEqual({ restarted: 0, failed: 2 });
  expect(await getRun(ctx, part.id)).toMatchObject({ state: "failed", error: expect.stringContaining("resume it") });
  expect(await wakesOf(id)).toBeGreaterThanOrEqual(before);

  // Asked for while an older job of it was still to be tried again, which took it last: that one is looked after.
  const twice = await begin("twice");
  const jobOf = async () =>
    String((await readRows(store, `select job_id from agent_runs where id = '${twice.id}'`))[0]?.job_id);
  const older = await jobOf();
  const forget = () =>
    readRows(store, `delete from jobs where id = (select job_id from agent_runs where id = '${twice.id}')`);
  await store.withTransaction((tx) => enqueueAdvance(ctx, tx, twice.id));
  await forget();
  await takeRun(ctx, twice.id, older);
  expect(await tendRuns(ctx)).toEqual({ restarted: 0, failed: 0 });
  await giveUp(twice.id);
  expect(await tendRuns(ctx)).toEqual({ restarted: 0, failed: 1 });

  // Its job is there no more: it gets another.
  await resumeRun(ctx, twice.id);
  await forget();
  expect(await tendRuns(ctx)).toEqual({ restarted: 1, failed: 0 });
  expect(await tendRuns(ctx)).toEqual({ restarted: 0, failed: 0 });
  await services.jobs.close();
  await store.close();
});
