import { JOB_LIMITS } from "@rapport/contracts/jobs";
import type { JobEnd, StartedJob } from "@rapport/store/queries/job-attempts";
import { deleteJob, endJob, setJobError, startJobAttempt } from "@rapport/store/queries/job-attempts";
import type { QueueClaim } from "@rapport/store/queries/job-queue";
import { returnQueuedJob } from "@rapport/store/queries/job-queue";
import type { JobPlace } from "@rapport/store/queries/jobs";
import type { PgBoss } from "pg-boss";
import type { Services } from "../context.ts";
import type { JobHandler } from "./job-handler.ts";
import { JobRefused, JobReturned } from "./job-handler.ts";
import { JobReporter } from "./job-reporter.ts";
import { enqueueTick } from "./job-schedules.ts";
import { readSettled, toQueueTransaction } from "./open-boss.ts";

export type RunningAttemptOptions = {
  services: Services;
  boss: PgBoss;
  claim: QueueClaim;
  /** Whether the job is given up when this attempt fails. */
  isLast: boolean;
};

/** One taking up of one job, from the claim to what is written of its end. */
export class RunningAttempt {
  readonly #options: RunningAttemptOptions;
  readonly #abort = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #fate: "own" | "abandoned" | "given back" = "own";
  #isWell = false;

  constructor(options: RunningAttemptOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.claim.name;
  }

  get claim(): QueueClaim {
    return this.#options.claim;
  }

  /** Whether it came to its end, and nothing of it is to be tried again. */
  get isWell(): boolean {
    return this.#isWell;
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** The job is no longer this attempt's: whatever it does from now on is not written. */
  abandon(reason: string): void {
    this.#fate = "abandoned";
    this.#abort.abort(new Error(reason));
  }

  /** The process ends: the job goes back as it is, and is not counted as tried. */
  giveBack(): void {
    this.#fate = "given back";
    this.#abort.abort(new Error("The server is stopping"));
  }

  /** Does the work and writes its end. Rejects when the end could not be written. */
  async run(handler: JobHandler, place: JobPlace): Promise<void> {
    try {
      const { store } = this.#options.services;
      const started = await startJobAttempt(store.db, place);
      if (!started) await this.#options.boss.complete(this.name, this.claim);
      else await this.#settle(place, handler, await this.#work(handler, place, started));
    } finally {
      this.#ended.resolve();
    }
  }

  /** Does what a time of a schedule stands for. */
  async tick(handlers: ReadonlyMap<string, JobHandler>, data: unknown): Promise<void> {
    const { services, boss, claim } = this.#options;
    try {
      await enqueueTick(services, handlers, { id: claim.id, data });
      await boss.complete(claim.name, claim);
    } catch (error) {
      await boss.fail(claim.name, claim, { message: String(error) });
    } finally {
      this.#ended.resolve();
    }
  }

  /** What the handler answers, or why there is no answer. A handler that ignores its signal is not waited for. */
  async #work({ definition, run }: JobHandler, place: JobPlace, started: StartedJob): Promise<JobEnd | Error> {
    const { services } = this.#options;
    const ctx = { ...services, projectId: place.projectId, actor: { kind: "system" } as const };
    const { signal } = this.#abort;
    const timer = setTimeout(
      () => this.#abort.abort(new Error(`Not done within ${definition.timeoutMs} ms`)),
      definition.timeoutMs,
    );
    const reporter = new JobReporter(services, { ...place, attempt: started.attempt });
    const aborted = new Promise<never>((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    aborted.catch(() => undefined);
    try {
      const input = parseInput(definition.input.safeParse(started.input));
      const { attempt, checkpoint } = started;
      const job = { id: place.id, input, attempt, checkpoint: checkpoint ?? undefined, signal, ...reporter.methods };
      const result = await Promise.race([run(ctx, job), aborted]);
      await reporter.flush();
      return { outcome: "completed", result: writeResult(result) };
    } catch (error) {
      await reporter.flush().catch(() => undefined);
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      clearTimeout(timer);
    }
  }

  async #settle(place: JobPlace, { definition }: JobHandler, end: JobEnd | Error): Promise<void> {
    const { services, boss, claim, isLast } = this.#options;
    if (!(end instanceof Error)) return this.#complete(place, definition.quiet, end);
    if (this.#fate === "abandoned") return;
    if (this.#fate === "given back" || end instanceof JobReturned) {
      await returnQueuedJob(services.store.db, claim);
      return;
    }
    const error = end.message.slice(0, JOB_LIMITS.textLength);
    const isGivenUp = isLast || end instanceof JobRefused;
    await services.store.withTransaction(async (tx) => {
      const db = toQueueTransaction(tx);
      const mine = isGivenUp
        ? readSettled(await boss.deleteJob(claim.name, claim, { db }))
        : readSettled(await boss.fail(claim.name, claim, { message: error }, { db }));
      if (mine.length === 0) return;
      if (isGivenUp) await endJob(tx, place, { outcome: "failed", error });
      else await setJobError(tx, place, error);
    });
    services.log.warn("A job failed", { job: claim.name, id: place.id, projectId: place.projectId, isGivenUp, error });
  }

  async #complete(place: JobPlace, isQuiet: boolean, end: JobEnd): Promise<void> {
    const { services, boss, claim } = this.#options;
    await services.store.withTransaction(async (tx) => {
      // Deleted rather than kept as completed: our own row says how it ended.
      const mine = readSettled(await boss.deleteJob(claim.name, claim, { db: toQueueTransaction(tx) }));
      if (mine.length === 0) return;
      if (isQuiet) await deleteJob(tx, place);
      else await endJob(tx, place, end);
    });
    this.#isWell = true;
  }
}

function parseInput(parsed: { success: true; data: unknown } | { success: false; error: Error }): unknown {
  if (parsed.success) return parsed.data;
  throw new JobRefused(`The input does not fit this version of the job: ${parsed.error.message}`);
}

function writeResult(result: unknown): string {
  const text = JSON.stringify(result ?? null);
  if (Buffer.byteLength(text) <= JOB_LIMITS.jsonBytes) return text;
  throw new JobRefused(`The result has more than ${JOB_LIMITS.jsonBytes} bytes`);
}
