import type { PgBoss } from "pg-boss";
import { z } from "zod";
import type { Services } from "../context.ts";
import { listProjects } from "../workspaces/projects.ts";
import { defineJob } from "./define-job.ts";
import type { JobHandler } from "./job-handler.ts";

/** A time of a schedule has come: one for all servers, which asks for one job for each project. */
export const TICK = defineJob({ name: "schedule-tick", input: z.object({ job: z.string() }) });

const tickSchema = z.object({ job: z.string() });

/** Makes the schedules of the store those of the handlers. A time that passed while no server ran is made up for, once. */
export async function planSchedules(boss: PgBoss, handlers: readonly JobHandler[]): Promise<void> {
  const wanted = new Map(handlers.map(({ definition }) => [definition.name, definition.cron]));
  for (const { key, cron } of await boss.getSchedules(TICK.name)) {
    if (wanted.get(key) === cron) wanted.delete(key);
    else await boss.unschedule(TICK.name, key);
  }
  for (const [job, cron] of wanted) {
    if (cron !== undefined) await boss.schedule(TICK.name, cron, { job }, { key: job, tz: "UTC", missed: "once" });
  }
}

/** Asks for what a tick stands for. The tick may be repeated, the jobs are not: its id is their key. */
export async function enqueueTick(
  services: Services,
  handlers: ReadonlyMap<string, JobHandler>,
  tick: { id: string; data: unknown },
): Promise<void> {
  const { job } = tickSchema.parse(tick.data);
  const definition = handlers.get(job)?.definition;
  if (!definition) return;
  for (const { id: projectId } of await listProjects(services)) {
    await services.jobs.enqueue(definition, { projectId, input: {}, key: `tick ${tick.id}` });
  }
}
