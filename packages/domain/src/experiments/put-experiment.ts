import { RapportError } from "@rapport/contracts/errors";
import type { Experiment, PutExperiment } from "@rapport/contracts/experiments";
import { findExperimentByName, lockExperiment, updateExperiment } from "@rapport/store/queries/experiments";
import type { Context } from "../context.ts";
import { nameTaken } from "./create-experiment.ts";
import { requireExperiment } from "./get-experiment.ts";
import { toExperiment } from "./to-experiment.ts";

/**
 * Replaces a draft. What has run is frozen: other weights would show people another variant than before, and what was
 * measured would compare people who saw both.
 * @throws RapportError not_found; conflict when it is no draft, or the name is another experiment's
 */
export async function putExperiment(ctx: Context, input: PutExperiment & { id: string }): Promise<Experiment> {
  const { store, projectId } = ctx;
  const { id, ...change } = input;
  return store.withTransaction(async (tx) => {
    const row = requireExperiment(await lockExperiment(tx, projectId, id), id);
    if (row.state !== "draft") {
      throw new RapportError("conflict", `The experiment is ${row.state} and cannot be edited; create another one`);
    }
    const namesake = await findExperimentByName(tx, projectId, change.name);
    if (namesake && namesake.id !== id) throw nameTaken(change.name);
    return toExperiment(requireExperiment(await updateExperiment(tx, projectId, id, change), id));
  });
}
