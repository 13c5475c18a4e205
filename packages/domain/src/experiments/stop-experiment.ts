import { RapportError } from "@rapport/contracts/errors";
import type { Experiment } from "@rapport/contracts/experiments";
import { lockExperiment, updateExperiment } from "@rapport/store/queries/experiments";
import type { Context } from "../context.ts";
import { requireExperiment } from "./get-experiment.ts";
import { toExperiment } from "./to-experiment.ts";

/**
 * Ends an experiment for good: it assigns nobody any more, and its share of the layer is free again. Stopping what is
 * stopped changes nothing.
 * @throws RapportError not_found; conflict when it was never started
 */
export async function stopExperiment(ctx: Context, input: { id: string }): Promise<Experiment> {
  const { store, projectId } = ctx;
  return store.withTransaction(async (tx) => {
    const row = requireExperiment(await lockExperiment(tx, projectId, input.id), input.id);
    if (row.state === "stopped") return toExperiment(row);
    if (row.state === "draft")
      throw new RapportError("conflict", "The experiment was never started; delete it instead");
    const stopped = { state: "stopped" as const, stoppedAt: new Date(ctx.now()) };
    return toExperiment(requireExperiment(await updateExperiment(tx, projectId, input.id, stopped), input.id));
  });
}
