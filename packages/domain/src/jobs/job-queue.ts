import { RapportError } from "@rapport/contracts/errors";
import { formatUuid, newId, uuidv7Bytes } from "@rapport/contracts/ids";
import { JOB_LIMITS } from "@rapport/contracts/jobs";
import type { Database, Store } from "@rapport/store/database";
import { endJob, reopenJob } from "@rapport/store/queries/job-attempts";
import { notifyWorkers } from "@rapport/store/queries/job-queue";
import type { JobRow } from "@rapport/store/queries/jobs";
import { findJobIdByKey, freeEndedKey, insertJob } from "@rapport/store/queries/jobs";
import type { PgBoss } from "pg-boss";
import type { Logger } from "../logger.ts";
import type { JobDefinition } from "./define-job.ts";
import type { BossRole } from "./open-boss.ts";
import { HEARTBEAT_SECONDS, openBoss, toQueueTransaction } from "./open-boss.ts";

/** Channel of the database on which servers tell each other that there is work. */
export const JOBS_CHANNEL = "rapport_jobs";
/** Looks after a request in a transaction of somebody else: nobody says when it commits. */
const LOOKS_MS = [20, 200, 2_000];
/** Tries to have a key that others have and give up at the same time. */
const ATTEMPTS = 3;

export type JobQueueOptions = {
  store: Store;
  log: Logger;
  now: () => number;
  randomBytes: (size: number) => Uint8Array;
  role?: BossRole;
};

/** A request for a job. */
export type JobRequest<I> = {
  projectId: string;
  input: I;
  /** The same key of the same project and name is the same job. Absent: every request is a job of its own. */
  key?: string;
  /**
   * How long the key holds: `kept` = for as long as the job is kept (work that must happen once), `open` = until it has ended
   * (work that may be asked for again, but not twice at once).
   */
  keyHolds?: "kept" | "open";
  /** Earliest begin, ms since the epoch; at once when absent. */
  runAt?: number;
  /** Id of a key, `console` or `system`. */
  requestedBy?: string;
  /** Transaction that the job is part of: it is there if and only if that commits. */
  tx?: Database;
};

/** Where jobs are asked for: any number of processes write, any number of workers run them. */
export class JobQueue {
  readonly #options: JobQueueOptions;
  readonly #prepared = new Map<string, JobDefinition>();
  #opening: Promise<PgBoss> | undefined;
  readonly #looks = new Map<number, NodeJS.Timeout>();
  /** Asked for in transactions of others, and not seen by the worker of this process: by id in the queue. */
  readonly #unseen = new Set<string>();
  /** Set by the worker of this process: there is work, and a job has been ended from outside. */
  onWork: () => void = () => {};
  onEnded: (queueId: string) => void = () => {};

  constructor(options: JobQueueOptions) {
    this.#options = options;
  }

  /** Makes the library's tables where they are missing. Called by itself where no transaction is passed in. */
  open(): Promise<PgBoss> {
    const { store, log, role = "client" } = this.#options;
    this.#opening ??= openBoss(store, log, role);
    return this.#opening;
  }

  /** Makes these kinds of jobs known; inside a transaction only known ones can be asked for. */
  async prepare(definitions: readonly JobDefinition[]): Promise<void> {
    const boss = await this.open();
    const missing = definitions.filter(({ name }) => !this.#prepared.has(name));
    if (missing.length === 0) return;
    const made = new Set((await boss.getQueues(missing.map(({ name }) => name))).map(({ name }) => name));
    for (const definition of missing) {
      if (!made.has(definition.name)) await boss.createQueue(definition.name);
      this.#prepared.set(definition.name, definition);
    }
  }

  /** The definition of a prepared kind of job. */
  definitionOf(name: string): JobDefinition | undefined {
    return this.#prepared.get(name);
  }

  /** All prepared kinds of jobs, by name. */
  listDefinitions(): JobDefinition[] {
    return [...this.#prepared.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * Asks for a job; `isNew` is false when the key names one that is there.
   * @throws RapportError invalid_parameter when the input is not what the definition takes, or too large
   */
  async enqueue<I>(definition: JobDefinition<I>, request: JobRequest<I>): Promise<{ jobId: string; isNew: boolean }> {
    const { store } = this.#options;
    const input = writeInput(definition, request.input);
    if (request.tx) {
      if (!this.#prepared.has(definition.name))
        throw new Error(`Prepare ${definition.name} before a transaction asks for it`);
      const { queueId, ...asked } = await this.#insert(request.tx, definition, request, input);
      if (queueId !== undefined) this.#unseen.add(queueId);
      for (const ms of LOOKS_MS) this.#lookAfter(ms);
      return asked;
    }
    await this.prepare([definition]);
    const { jobId, isNew } = await store.withTransaction((tx) => this.#insert(tx, definition, request, input));
    this.onWork();
    return { jobId, isNew };
  }

  /** Ends a job that has not ended. One that runs is told by its signal, here at once and elsewhere within seconds. */
  async cancel(job: JobRow): Promise<boolean> {
    const boss = await this.open();
    const cancelled = await this.#options.store.withTransaction(async (tx) => {
      if (!(await endJob(tx, job, { outcome: "cancelled" }))) return false;
      await boss.cancel(job.name, job.queueId, { db: toQueueTransaction(tx) });
      return true;
    });
    if (cancelled) this.onEnded(job.queueId);
    return cancelled;
  }

  /** Starts a failed or cancelled job again, with all its attempts before it, from its checkpoint. */
  async retry(definition: JobDefinition, job: JobRow): Promise<boolean> {
    const boss = await this.open();
    const reopened = await this.#options.store.withTransaction(async (tx) => {
      if (!(await reopenJob(tx, job))) return false;
      await boss.deleteJob(job.name, job.queueId, { db: toQueueTransaction(tx) });
      await this.#send(tx, definition, job, undefined);
      return true;
    });
    this.onWork();
    return reopened;
  }

  /** The worker of this process has taken a job up: nobody needs to look for it. */
  noteTaken(queueId: string): void {
    this.#unseen.delete(queueId);
  }

  /** One look for all requests that wait for it, but the last one is behind the last request: a long transaction may commit late. */
  #lookAfter(ms: number): void {
    const pending = this.#looks.get(ms);
    if (pending && ms === LOOKS_MS.at(-1)) pending.refresh();
    if (pending) return;
    const look = () => {
      this.#looks.delete(ms);
      if (this.#unseen.size > 0) this.onWork();
      if (ms === LOOKS_MS.at(-1)) this.#unseen.clear();
    };
    this.#looks.set(ms, setTimeout(look, ms).unref());
  }

  async close(): Promise<void> {
    const boss = await this.#opening?.catch(() => undefined);
    await boss?.stop({ graceful: false });
  }

  async #insert<I>(tx: Database, definition: JobDefinition<I>, request: JobRequest<I>, input: string) {
    const { now, randomBytes } = this.#options;
    const { projectId, key, requestedBy = "system", runAt } = request;
    const { name, retries } = definition;
    const id = newId("job", now(), randomBytes(10));
    const queueId = formatUuid(uuidv7Bytes(now(), randomBytes(10)));
    const place = { projectId, id, queueId, name };
    const row = { ...place, key, input, requestedBy, runAt: new Date(runAt ?? now()), maxAttempts: retries + 1 };
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (key !== undefined && request.keyHolds === "open") await freeEndedKey(tx, { projectId, name, key });
      if (await insertJob(tx, row)) {
        await this.#send(tx, definition, place, runAt);
        return { jobId: id, queueId, isNew: true };
      }
      const jobId = key === undefined ? undefined : await findJobIdByKey(tx, { projectId, name, key });
      if (jobId !== undefined) return { jobId, queueId: undefined, isNew: false };
      // Whoever had the key gave it up between the two looks.
    }
    throw new RapportError("unavailable", "The job ended just now; ask for it again");
  }

  async #send<I>(
    tx: Database,
    definition: JobDefinition<I>,
    { projectId, id, queueId }: { projectId: string; id: string; queueId: string },
    runAt: number | undefined,
  ): Promise<void> {
    const { name, retries, retryDelaySeconds, retryDelayMaxSeconds, timeoutMs } = definition;
    const boss = await this.open();
    await boss.send(
      name,
      { projectId, jobId: id },
      {
        id: queueId,
        ...(runAt === undefined ? {} : { startAfter: new Date(runAt) }),
        retryLimit: retries,
        retryDelay: retryDelaySeconds,
        retryDelayMax: retryDelayMaxSeconds,
        retryBackoff: true,
        // The worker ends an attempt itself; this is for workers that cannot any more.
        expireInSeconds: Math.ceil(timeoutMs / 1_000) + 2 * HEARTBEAT_SECONDS,
        heartbeatSeconds: HEARTBEAT_SECONDS,
        retentionSeconds: JOB_LIMITS.keptDays * 86_400,
        db: toQueueTransaction(tx),
      },
    );
    if (this.#options.store.listen) await notifyWorkers(tx, JOBS_CHANNEL);
  }
}

function writeInput<I>(definition: JobDefinition<I>, input: I): string {
  const parsed = definition.input.safeParse(input);
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path, message }) => ({ pointer: `/${path.join("/")}`, message }));
    throw new RapportError("invalid_parameter", `The input of ${definition.name}: ${fields[0]?.message}`, { fields });
  }
  const text = JSON.stringify(parsed.data ?? null);
  if (Buffer.byteLength(text) <= JOB_LIMITS.jsonBytes) return text;
  throw new RapportError(
    "invalid_parameter",
    `The input of ${definition.name} has more than ${JOB_LIMITS.jsonBytes} bytes`,
  );
}
