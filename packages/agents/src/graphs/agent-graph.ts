import type { BaseCheckpointSaver, StateSnapshot } from "@langchain/langgraph";
import type { Context } from "@rapport/domain/context";
import type { ReplayLane } from "@rapport/domain/events/replay-dead-letters";
import type { ZodType } from "zod";

/** What the nodes of a graph work with: domain verbs take `ctx`, everything else about the run is in here. */
export type GraphDeps = {
  /** Services, the run's project, and the run as the actor. */
  ctx: Context;
  runId: string;
  /** The event log, for what a graph learns of people; absent in a process that has none. */
  lane?: ReplayLane | undefined;
  /** Aborted when the run is cancelled or agents are stopped; nodes that wait pass it on. */
  signal: AbortSignal;
};

/**
 * When a checkpoint is written. `sync`: before the next step begins, for whatever spends money or publishes, because a process
 * that is killed then repeats only the step it was in. `async`: beside the next step; a kill may repeat finished steps.
 */
export type GraphDurability = "sync" | "async";

/** A compiled graph, as far as the runtime needs it. */
export type CompiledAgentGraph = {
  stream(input: unknown, options?: object): Promise<AsyncIterable<unknown>>;
  getState(config: object): Promise<StateSnapshot>;
  getStateHistory(config: object, options?: object): AsyncIterableIterator<StateSnapshot>;
};

/** One workflow: its name, what it takes, and how it is built for a run. */
export type AgentGraph<I = unknown> = {
  /** Kebab-case, the folder's name. */
  name: string;
  /** One sentence for people: what it does, and what it waits for. */
  title: string;
  /** The run's input; the parsed value is the first state. */
  input: ZodType<I>;
  durability: GraphDurability;
  /** Called once for each execution. Nodes close over `deps`; state holds only what may be written to a checkpoint. */
  build(deps: GraphDeps): { compile(options: { checkpointer: BaseCheckpointSaver }): CompiledAgentGraph };
};
