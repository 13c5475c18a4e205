import { getConfig } from "@langchain/langgraph";
import type { Context } from "@rapport/domain/context";
import { tellError } from "@rapport/domain/logger";
import type { LanguageModel, ModelTask } from "@rapport/ports/language-model";
import { digest } from "./digest.ts";
import { readTaskId } from "./record-tasks.ts";
import type { StepRecorder } from "./step-recorder.ts";

/** The same models, whose answers stand in the run's tree below the node that asked. */
export function recordModels(ctx: Context, recorder: StepRecorder, signal: AbortSignal): LanguageModel {
  let count = 0;
  function begin({ name, input }: ModelTask<unknown>): string {
    const parentId = findTask();
    // Of the task and not of the moment: a node that runs again after a crash asks the same again.
    const id = `${parentId ?? "run"}/${name}/${digest(input)}/${count++}`;
    recorder.begin({ id, parentId, name, kind: "model", startedAtMs: ctx.now(), inputDigest: digest(input) });
    return id;
  }
  return {
    async generate(task) {
      const id = begin(task);
      try {
        const answer = await ctx.models.generate({ ...task, signal: task.signal ?? signal });
        const { model, usage, cached, value } = answer;
        recorder.end(id, ctx.now(), { state: "completed", model, cached, ...usage, outputDigest: digest(value) });
        return answer;
      } catch (error) {
        recorder.end(id, ctx.now(), { state: "failed", error: tellError(error) });
        throw error;
      }
    },
    async *stream(task) {
      const id = begin(task);
      yield* ctx.models.stream({ ...task, signal: task.signal ?? signal });
      recorder.end(id, ctx.now(), { state: "completed" });
    },
  };
}

/** The task that the present call is part of; none outside of nodes. */
function findTask(): string | null {
  const namespace: unknown = getConfig()?.metadata?.langgraph_checkpoint_ns;
  return typeof namespace === "string" ? readTaskId(namespace) : null;
}
