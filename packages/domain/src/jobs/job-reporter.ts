import type { JobProgress } from "@rapport/contracts/jobs";
import { JOB_LIMITS } from "@rapport/contracts/jobs";
import type { JobAttempt, JobNote } from "@rapport/store/queries/job-attempts";
import { noteJob } from "@rapport/store/queries/job-attempts";
import type { Services } from "../context.ts";
import { tellError } from "../logger.ts";
import type { RunningJob } from "./job-handler.ts";

/** Progress is for people: two writes a second are as good as a thousand. */
const REPORT_MS = 500;

/** Writes what an attempt says of itself: progress now and then, checkpoints at once, each only while the job is its own. */
export class JobReporter {
  readonly #services: Services;
  readonly #mine: JobAttempt;
  #said: JobNote | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(services: Services, mine: JobAttempt) {
    this.#services = services;
    this.#mine = mine;
  }

  /** What a handler may call. */
  get methods(): Pick<RunningJob<unknown>, "report" | "saveCheckpoint"> {
    return { report: (progress) => this.#report(progress), saveCheckpoint: (value) => this.#saveCheckpoint(value) };
  }

  /** Writes the last word. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writing;
    await this.#write();
  }

  #report({ done, total, note }: Partial<JobProgress>): void {
    this.#said = {
      ...this.#said,
      ...(done === undefined ? {} : { done: Math.round(done) }),
      ...(total === undefined ? {} : { total: total === null ? null : Math.round(total) }),
      ...(note === undefined ? {} : { note: note.slice(0, JOB_LIMITS.textLength) }),
    };
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#writing = this.#write().catch((error: unknown) => {
        this.#services.log.warn("The progress of a job could not be written", { error: tellError(error) });
      });
    }, REPORT_MS).unref();
  }

  async #saveCheckpoint(value: unknown): Promise<void> {
    const checkpoint = JSON.stringify(value ?? null);
    if (Buffer.byteLength(checkpoint) > JOB_LIMITS.jsonBytes) {
      throw new Error(`A checkpoint has at most ${JOB_LIMITS.jsonBytes} bytes; keep larger things as a blob`);
    }
    await this.#writing;
    const said = { ...this.#said, checkpoint };
    this.#said = undefined;
    if (!(await noteJob(this.#services.store.db, this.#mine, said))) throw new Error("The job was taken away");
  }

  async #write(): Promise<void> {
    const said = this.#said;
    this.#said = undefined;
    if (said) await noteJob(this.#services.store.db, this.#mine, said);
  }
}
