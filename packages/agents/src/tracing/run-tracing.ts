import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { RunStep, TakenRun } from "@rapport/domain/agents/run-execution";
import type { Logger } from "@rapport/domain/logger";
import { PrivateTracer } from "./private-tracer.ts";
import { toSpanDigits } from "./span.ts";
import type { OtlpSetting } from "./span-exporter.ts";
import { SpanExporter } from "./span-exporter.ts";

/** Where what agents do is told beside the product; nowhere by default. */
export type TracingSetting = { langSmith: boolean; otlp: OtlpSetting | undefined };

/** What is traced of a run: ids, names, times, counts. */
export type TracedRun = Pick<TakenRun, "id" | "graph" | "parentRunId" | "startedAt"> & { projectId: string };

/** Tells what executions do. Everything in a trace is a name of ours, an id, a time or a count: nothing of what people wrote. */
export class RunTracing {
  readonly #tracer: PrivateTracer | undefined;
  readonly #exporter: SpanExporter | undefined;

  constructor({ langSmith, otlp }: TracingSetting, log: Logger) {
    this.#tracer = langSmith ? new PrivateTracer() : undefined;
    this.#exporter = otlp && new SpanExporter(otlp, log);
  }

  /** What the library is to call in an execution. */
  get callbacks(): BaseCallbackHandler[] {
    return this.#tracer ? [this.#tracer] : [];
  }

  /** Of steps that have ended. */
  tellSteps(run: TracedRun, steps: readonly RunStep[]): void {
    for (const step of this.#exporter ? steps : []) {
      if (step.durationMs === null) continue;
      const { id, parentId, name, kind, state, startedAtMs, durationMs, model, inputTokens, outputTokens } = step;
      this.#exporter?.add({
        traceId: toTraceId(run),
        spanId: toStepSpan(run.id, id),
        parentSpanId: parentId === null ? toRunSpan(run.id) : toStepSpan(run.id, parentId),
        name,
        startedAtMs,
        endedAtMs: startedAtMs + durationMs,
        hasFailed: state === "failed",
        attributes: {
          "rapport.step.kind": kind,
          "rapport.step.state": state,
          "rapport.step.attempts": step.attempts,
          "rapport.step.input_digest": step.inputDigest,
          "rapport.step.output_digest": step.outputDigest,
          ...(kind === "model" && {
            "gen_ai.request.model": model,
            "gen_ai.usage.input_tokens": inputTokens,
            "gen_ai.usage.output_tokens": outputTokens,
            "rapport.cost_micros": step.costMicros,
            "rapport.cached": step.cached,
          }),
        },
      });
    }
  }

  /** Of a run that has ended. */
  tellEnd(run: TracedRun, state: "completed" | "failed", endedAtMs: number): void {
    this.#exporter?.add({
      traceId: toTraceId(run),
      spanId: toRunSpan(run.id),
      parentSpanId: run.parentRunId === null ? undefined : toRunSpan(run.parentRunId),
      name: run.graph,
      startedAtMs: run.startedAt?.getTime() ?? endedAtMs,
      endedAtMs,
      hasFailed: state === "failed",
      attributes: { "rapport.run.id": run.id, "rapport.project.id": run.projectId, "rapport.run.state": state },
    });
  }

  /** Sends what waits. */
  async flush(): Promise<void> {
    await Promise.all([this.#exporter?.flush(), this.#tracer?.flush()]);
  }
}

/** Parts stand in the trace of what they are a part of. */
function toTraceId({ id, parentRunId }: TracedRun): string {
  return toSpanDigits(parentRunId ?? id, 16);
}

function toRunSpan(runId: string): string {
  return toSpanDigits(runId, 8);
}

function toStepSpan(runId: string, stepId: string): string {
  return toSpanDigits(`${runId}/${stepId}`, 8);
}
