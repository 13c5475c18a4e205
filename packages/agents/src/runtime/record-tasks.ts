import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { z } from "zod";
import { digest } from "./digest.ts";
import type { StepRecorder } from "./step-recorder.ts";

const taskSchema = z.object({
  id: z.string(),
  name: z.string(),
  input: z.unknown().optional(),
  result: z.unknown().optional(),
  interrupts: z.array(z.unknown()).default([]),
});
/** `[mode, event]`, or with subgraphs `[namespace, mode, event]`. */
const eventSchema = z.union([z.tuple([z.unknown(), z.unknown()]), z.tuple([z.unknown(), z.unknown(), z.unknown()])]);

/** Writes down an event of the graph's stream of tasks: one when a node begins, one when it ends. */
export function recordTask(recorder: StepRecorder, event: unknown, nowMs: number): void {
  const { id, name, input, result, interrupts } = taskSchema.parse(eventSchema.parse(event).at(-1));
  if (result === undefined) {
    recorder.begin({ id, name, kind: "node", startedAtMs: nowMs, inputDigest: digest(input) });
    return;
  }
  const state = interrupts.length > 0 ? "waiting" : "completed";
  recorder.end(id, nowMs, { state, outputDigest: digest(result) });
}

const metadataSchema = z.object({ langgraph_checkpoint_ns: z.string() });

/** Counts repeated attempts at a node, of which the stream tells nothing: the library begins the node's chain anew for each. */
export class RetryCounter extends BaseCallbackHandler {
  override readonly name = "rapport-retry-counter";
  override awaitHandlers = true;
  readonly #begun = new Set<string>();
  readonly #recorder: StepRecorder;
  #rootId: string | undefined;

  constructor(recorder: StepRecorder) {
    super();
    this.#recorder = recorder;
  }

  /** The library passes the parent's id fourth, whatever its types say. */
  override handleChainStart(
    _chain: unknown,
    _inputs: unknown,
    chainId: string,
    parentId?: string,
    _tags?: string[],
    metadata?: Record<string, unknown>,
  ): void {
    this.#rootId ??= chainId;
    const parsed = metadataSchema.safeParse(metadata);
    if (!parsed.success || parentId !== this.#rootId) return;
    const taskId = readTaskId(parsed.data.langgraph_checkpoint_ns);
    if (this.#begun.has(taskId)) this.#recorder.retry(taskId);
    this.#begun.add(taskId);
  }
}

/** Id of the innermost task of a namespace, `node:task` or `outer:task|inner:task`. */
export function readTaskId(namespace: string): string {
  return namespace.slice(namespace.lastIndexOf(":") + 1);
}
