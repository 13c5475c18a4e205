import { setTimeout as sleep } from "node:timers/promises";
import { LangChainTracer } from "@langchain/core/tracers/tracer_langchain";

const FLUSH_MS = 3_000;

/**
 * LangSmith's tracer, which sends what ran, when, how long and with how many tokens, and nothing of what was said: no inputs and outputs, no
 * pieces of streamed answers, and of errors their kind alone, since models and services repeat in them what they were given.
 */
export class PrivateTracer extends LangChainTracer {
  override getRunTreeWithTracingConfig(id: string) {
    const tree = super.getRunTreeWithTracingConfig(id);
    if (!tree) return tree;
    // A copy is what is sent; the tracer's own tree stays whole.
    tree.inputs = {};
    if (tree.outputs !== undefined) tree.outputs = {};
    tree.events = [];
    if (tree.error !== undefined) tree.error = readKind(tree.error);
    return tree;
  }

  /** The library gives every run a copy, as a tracer of its own class: without this, what it sends would be whole. */
  override copyWithTracingConfig(config: Parameters<LangChainTracer["copyWithTracingConfig"]>[0]): PrivateTracer {
    return Object.setPrototypeOf(super.copyWithTracingConfig(config), PrivateTracer.prototype);
  }

  /** Resolves when what waits was sent, or has had its time: a collector that is away holds nobody up. */
  async flush(): Promise<void> {
    const { client } = this;
    // The library's interface leaves out what its one client has.
    if (!("awaitPendingTraceBatches" in client) || typeof client.awaitPendingTraceBatches !== "function") return;
    await Promise.race([client.awaitPendingTraceBatches(), sleep(FLUSH_MS, undefined, { ref: false })]);
  }
}

/** What stands before the first colon of an error, where that is a name of errors. */
function readKind(error: string): string {
  return /^([A-Z][A-Za-z]{2,40}(?:Error|Failure|Drained|Interrupt))\b/.exec(error)?.[1] ?? "Error";
}
