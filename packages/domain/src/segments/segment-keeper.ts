import { setTimeout as sleep } from "node:timers/promises";
import type { LogBatch } from "@rapport/contracts/log";
import { readNextDue } from "@rapport/store/queries/segment-states";
import { countSegments } from "@rapport/store/queries/segments";
import type { Services } from "../context.ts";
import { tellError } from "../logger.ts";
import { publishChanges } from "./publish-changes.ts";
import { takeLooks } from "./take-looks.ts";
import { tickSegments } from "./tick-segments.ts";
import { workThroughSegment } from "./work-through.ts";

export type SegmentKeeperOptions = {
  services: Services;
  /** Puts events on the log; resolves when they are durable. */
  append: (batch: LogBatch) => Promise<unknown>;
};

/** Longest rest between two looks: another server may have made something due. Idle means without any segment. */
const REST_MS = { told: 5, watching: 1_000, idle: 15_000, failed: 2_000 };

/**
 * What segments need besides events: the clock, by which people leave and enter; people to look at under new rules; and
 * telling the log of entries and exits. Any number of servers may run one.
 */
export class SegmentKeeper {
  readonly #options: SegmentKeeperOptions;
  #wake: () => void = () => {};
  /** When to look at the clock, at people under new rules, and for what other servers left to be told, ms. */
  #lookAtMs = 0;
  #hasChanges = false;
  #stopping = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: SegmentKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#options.services.segments.watch(({ changes, dueMs }) => {
      this.#hasChanges ||= changes > 0;
      if (dueMs < this.#lookAtMs) this.#lookAtMs = dueMs;
      else if (changes === 0) return;
      this.#wake();
    });
    this.#running = this.#run();
  }

  /** Ends after the work under way; what is left is done by another server or after the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      await this.#tryWork();
      const restMs = this.#hasChanges ? REST_MS.told : this.#lookAtMs - this.#options.services.now();
      if (restMs > 0) await this.#rest(restMs);
    }
  }

  async #tryWork(): Promise<void> {
    const { services } = this.#options;
    try {
      await this.#work();
    } catch (error) {
      services.log.warn("Segments could not be kept current; trying again", { error: tellError(error) });
      this.#hasChanges = true;
      this.#lookAtMs = services.now() + REST_MS.failed;
      await this.#rest(REST_MS.failed);
    }
  }

  async #work(): Promise<void> {
    const { services, append } = this.#options;
    const isTime = services.now() >= this.#lookAtMs;
    if (this.#hasChanges || isTime) {
      this.#hasChanges = false;
      if ((await publishChanges(services, append)) > 0) this.#hasChanges = true;
    }
    if (!isTime) return;
    // Set first: what becomes due during the look moves it forward.
    this.#lookAtMs = Number.POSITIVE_INFINITY;
    const looked = (await tickSegments(services)) + (await takeLooks(services));
    const worked = await workThroughSegment(services);
    this.#lookAtMs = Math.min(this.#lookAtMs, looked > 0 || worked ? 0 : await this.#nextLook());
  }

  async #nextLook(): Promise<number> {
    const { services } = this.#options;
    const { db } = services.store;
    const nowMs = services.now();
    if ((await countSegments(db)) === 0) return nowMs + REST_MS.idle;
    const latestMs = nowMs + REST_MS.watching;
    const dueMs = (await readNextDue(db)) ?? latestMs;
    // What is due and was not looked at is another server's at the moment.
    return dueMs <= nowMs ? nowMs + REST_MS.watching / 10 : Math.min(dueMs, latestMs);
  }

  async #rest(ms: number): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    if (this.#stopping) return;
    await sleep(ms, undefined, { signal: woken.signal, ref: false }).catch(() => undefined);
    this.#wake = () => {};
  }
}
