import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { endGivenUpJobs, listHeldJobs, readDueJobs } from "@rapport/store/queries/job-queue";
import type { JobWithMetadata, PgBoss } from "pg-boss";
import { z } from "zod";
import type { Services } from "../context.ts";
import { tellError } from "../logger.ts";
import type { JobHandler } from "./job-handler.ts";
import { JOBS_CHANNEL } from "./job-queue.ts";
import { planSchedules, TICK } from "./job-schedules.ts";
import { readSettled } from "./open-boss.ts";
import { RunningAttempt } from "./running-attempt.ts";

/** A worker looks this often although nobody woke it: a request may have come from a process that could not tell. */
const LOOK_MS = 5_000;
/** Between two signs of life of the jobs that run; also how soon a cancelled one hears of it on another server. */
const TOUCH_MS = 3_000;
/** Between two looks for jobs that the queue itself gave up. */
const GIVEN_UP_MS = 30_000;

const dataSchema = z.object({ projectId: z.string(), jobId: z.string() });

export type JobRunnerOptions = {
  services: Services;
  handlers: readonly JobHandler[];
  /** True where no other process works on this store: what is held at the start is held by nobody. */
  isAlone: boolean;
};

/** Runs the jobs that this process has handlers for; any number of processes may do so on one store. */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #handlers: ReadonlyMap<string, JobHandler>;
  readonly #running = new Map<string, RunningAttempt>();
  #boss: PgBoss | undefined;
  #wake = Promise.withResolvers<void>();
  #stopping = false;
  /** Whether a job was left because there was no room for it. */
  #isShort = false;
  #looking: Promise<void> = Promise.resolve();
  #timers: NodeJS.Timeout[] = [];
  #stopListening: (() => Promise<void>) | undefined;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
    this.#handlers = new Map(options.handlers.map((handler) => [handler.definition.name, handler]));
  }

  async start(): Promise<void> {
    const { services, handlers, isAlone } = this.#options;
    const { jobs, store } = services;
    await jobs.prepare([...handlers.map(({ definition }) => definition), TICK]);
    this.#boss = await jobs.open();
    await planSchedules(this.#boss, handlers);
    if (isAlone) await this.#freeHeld(this.#boss);
    jobs.onWork = () => this.#wake.resolve();
    jobs.onEnded = (queueId) => this.#running.get(queueId)?.abandon("The job was cancelled");
    const wake = () => this.#wake.resolve();
    this.#stopListening = await store.listen?.(JOBS_CHANNEL, wake, wake);
    this.#timers = [
      setInterval(() => void this.#touch(), TOUCH_MS).unref(),
      setInterval(() => void this.#endGivenUp(), GIVEN_UP_MS).unref(),
    ];
    // At once, too: of a server that does not live as long as a pause of this, nobody would see what was given up.
    void this.#endGivenUp();
    this.#looking = this.#look();
  }

  /** Takes no more; jobs under way may end, then are told to stop, then are given back for another worker to go on with. */
  async stop(drainMs: number): Promise<void> {
    this.#stopping = true;
    this.#wake.resolve();
    await this.#stopListening?.();
    await this.#looking;
    const ended = () => Promise.all([...this.#running.values()].map((attempt) => attempt.ended));
    await Promise.race([ended(), sleep(drainMs / 2, undefined, { ref: false })]);
    for (const attempt of this.#running.values()) attempt.giveBack();
    await Promise.race([ended(), sleep(drainMs / 2, undefined, { ref: false })]);
    for (const timer of this.#timers) clearInterval(timer);
  }

  async #look(): Promise<void> {
    while (!this.#stopping) {
      this.#wake = Promise.withResolvers();
      this.#isShort = false;
      const restMs = await this.#takeDue().catch((error: unknown) => {
        this.#options.services.log.warn("The worker could not look for jobs", { error: tellError(error) });
        return LOOK_MS;
      });
      await Promise.race([this.#wake.promise, sleep(Math.min(restMs, LOOK_MS), undefined, { ref: false })]);
    }
  }

  /** Takes up what is due and has room; answers how long nothing will be. */
  async #takeDue(): Promise<number> {
    const { store } = this.#options.services;
    let restMs = LOOK_MS;
    for (const { name, inMs } of await readDueJobs(store.db, [...this.#handlers.keys(), TICK.name])) {
      if (inMs > 0) restMs = Math.min(restMs, inMs);
      else await this.#take(name);
    }
    return restMs;
  }

  async #take(name: string): Promise<void> {
    const boss = this.#boss;
    const running = [...this.#running.values()].filter((attempt) => attempt.name === name).length;
    const room = (this.#handlers.get(name)?.definition ?? TICK).concurrency - running;
    if (room <= 0) this.#isShort = true;
    if (room <= 0 || !boss) return;
    const jobs = await boss.fetch(name, { batchSize: room, includeMetadata: true });
    if (jobs.length === room) this.#isShort = true;
    for (const job of jobs) {
      this.#options.services.jobs.noteTaken(job.id);
      void this.#run(boss, job);
    }
  }

  async #run(boss: PgBoss, job: JobWithMetadata<unknown>): Promise<void> {
    const { services } = this.#options;
    const claim = { name: job.name, id: job.id, retryCount: job.retryCount };
    const attempt = new RunningAttempt({ services, boss, claim, isLast: job.retryCount >= job.retryLimit });
    // A name of its own: a job that was given back and taken again may run beside its own past for a moment.
    const slot = this.#running.has(job.id) ? randomUUID() : job.id;
    this.#running.set(slot, attempt);
    let isWell = false;
    try {
      const data = dataSchema.safeParse(job.data);
      const handler = this.#handlers.get(job.name);
      if (handler && data.success) await attempt.run(handler, { projectId: data.data.projectId, id: data.data.jobId });
      else await attempt.tick(this.#handlers, job.data);
      isWell = attempt.isWell;
    } catch (error) {
      // The store is away, or the claim is gone: the queue gives the job out again once its signs of life end.
      services.log.warn("The end of a job could not be written", { job: job.name, error: tellError(error) });
    } finally {
      this.#running.delete(slot);
      // What is done well makes nothing due but what waited for its room.
      if (this.#isShort || !isWell) this.#wake.resolve();
    }
  }

  /** Signs of life for all that runs; what is no longer ours is told to stop. */
  async #touch(): Promise<void> {
    for (const [name, attempts] of Map.groupBy(this.#running.values(), (attempt) => attempt.name)) {
      try {
        const claims = attempts.map(({ claim }) => claim);
        const alive = new Set(readSettled(await this.#boss?.touch(name, claims)));
        for (const attempt of attempts) if (!alive.has(attempt.claim.id)) attempt.abandon("The job was taken away");
      } catch (error) {
        this.#options.services.log.warn("Signs of life of jobs could not be written", { error: tellError(error) });
      }
    }
  }

  async #endGivenUp(): Promise<void> {
    const { store, log } = this.#options.services;
    try {
      const count = await endGivenUpJobs(store.db);
      if (count > 0) log.error("Jobs were given up: their workers fell silent, time after time", { count });
    } catch (error) {
      log.warn("Jobs that were given up could not be looked for", { error: tellError(error) });
    }
  }

  async #freeHeld(boss: PgBoss): Promise<void> {
    for (const claim of await listHeldJobs(this.#options.services.store.db)) {
      await boss.fail(claim.name, claim, { message: "The process ended while the job ran" });
    }
  }
}
