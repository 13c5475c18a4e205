import { setTimeout as sleep } from "node:timers/promises";
import type { RunStep } from "@rapport/domain/agents/run-execution";

/** How long what a run does is gathered before it is written. */
const GATHER_MS = 250;

/** What changes of a step while it is known. */
type StepChange = Partial<Omit<RunStep, "id">>;

const FRESH: Omit<RunStep, "id" | "name" | "kind" | "startedAtMs"> = {
  parentId: null,
  state: "running",
  attempts: 1,
  inputDigest: null,
  outputDigest: null,
  model: null,
  inputTokens: 0,
  outputTokens: 0,
  costMicros: 0,
  cached: false,
  error: null,
  durationMs: null,
};

/**
 * Gathers what a run does and writes it beside the run, in as few statements as the store's pace asks for. What is shown lags
 * by one statement; what counts, the checkpoints, does not go through here.
 */
export class StepRecorder {
  readonly #write: (steps: readonly RunStep[]) => Promise<void>;
  readonly #known = new Map<string, RunStep>();
  /** Attempts that are not written yet, by step. */
  readonly #changed = new Map<string, number>();
  readonly #closing = Promise.withResolvers<void>();
  #writing: Promise<void> | undefined;
  #failure: unknown;

  constructor(write: (steps: readonly RunStep[]) => Promise<void>) {
    this.#write = write;
  }

  begin(step: StepChange & Pick<RunStep, "id" | "name" | "kind" | "startedAtMs">): void {
    if (this.#known.has(step.id)) return;
    this.#known.set(step.id, { ...FRESH, ...step });
    this.#mark(step.id, 1);
  }

  /** One more attempt at a step that is known. */
  retry(id: string): void {
    if (this.#known.has(id)) this.#mark(id, 1);
  }

  end(id: string, nowMs: number, change: StepChange): void {
    const step = this.#known.get(id);
    if (!step) return;
    this.#known.set(id, { ...step, ...change, durationMs: Math.max(0, Math.round(nowMs - step.startedAtMs)) });
    this.#mark(id, 0);
  }

  /** Marks what was under way as failed, and resolves when all is written. @throws what writing failed with */
  async close(nowMs: number, error: string | undefined): Promise<void> {
    for (const { id, state } of this.#known.values()) {
      if (error !== undefined && state === "running") this.end(id, nowMs, { state: "failed", error });
    }
    this.#closing.resolve();
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  #mark(id: string, attempts: number): void {
    this.#changed.set(id, (this.#changed.get(id) ?? 0) + attempts);
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = undefined;
    });
  }

  async #drain(): Promise<void> {
    while (this.#changed.size > 0) {
      // Whatever happens meanwhile is one statement: steps of a few milliseconds are not worth one each.
      await Promise.race([sleep(GATHER_MS, undefined, { ref: false }), this.#closing.promise]);
      const steps = [...this.#changed].flatMap(([id, attempts]) => {
        const step = this.#known.get(id);
        return step ? [{ ...step, attempts }] : [];
      });
      this.#changed.clear();
      await this.#write(steps).catch((error: unknown) => {
        this.#failure ??= error;
      });
    }
  }
}
