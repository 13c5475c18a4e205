import { interrupt } from "@langchain/langgraph";
import { RapportError } from "@rapport/contracts/errors";
import { startPart } from "@rapport/domain/agents/start-run";
import type { ZodType } from "zod";
import { z } from "zod";
import type { GraphDeps } from "../graphs/agent-graph.ts";
import type { PartPause } from "./pause.ts";

export type Part<T> = {
  /** Graph that does it, and what it is given. */
  graph: string;
  input: unknown;
  /** Tells the parts of one run apart: the same name is the same part, however often the node runs. */
  name: string;
  /** What of the graph's last state is taken over. */
  result: ZodType<T>;
};

const endSchema = z.object({ state: z.enum(["completed", "cancelled"]), result: z.unknown() });

/**
 * Has another graph do a part of this run, as a run of its own that workers advance, and pauses until it has ended. One that fails keeps this
 * run waiting: it can be resumed. The node runs again from its top afterwards, so a node waits for one part, and nothing with an effect
 * stands before this call.
 * @throws RapportError conflict when somebody cancelled the part
 */
export async function awaitPart<T>({ ctx, runId }: GraphDeps, part: Part<T>): Promise<T> {
  const { graph, input, name, result } = part;
  const id = await startPart(ctx, { graph, input, key: `${runId}/${name}`, parentRunId: runId });
  const ended = endSchema.parse(interrupt<PartPause>({ pause: "part", runId: id }));
  if (ended.state === "cancelled") throw new RapportError("conflict", `The part ${name} (${id}) was cancelled`);
  return result.parse(ended.result);
}
