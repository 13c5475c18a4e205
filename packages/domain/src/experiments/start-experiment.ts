import { RapportError } from "@rapport/contracts/errors";
import type { Experiment } from "@rapport/contracts/experiments";
import type { ExperimentRow } from "@rapport/store/queries/experiments";
import { findExperiment, lockExperiment, lockLayer, updateExperiment } from "@rapport/store/queries/experiments";
import type { Context } from "../context.ts";
import { BUCKETS } from "./assign-variant.ts";
import { requireExperiment } from "./get-experiment.ts";
import { takeBuckets } from "./take-buckets.ts";
import { toExperiment } from "./to-experiment.ts";

/**
 * Starts a draft: it takes its share of the layer's buckets and assigns from now on. Starting what runs changes nothing.
 * @throws RapportError not_found; conflict when it was stopped, or its layer has less room than it wants
 */
export async function startExperiment(ctx: Context, input: { id: string }): Promise<Experiment> {
  const { store, projectId } = ctx;
  const { id } = input;
  return store.withTransaction(async (tx) => {
    const { layer } = requireExperiment(await findExperiment(tx, projectId, id), id);
    // All of the layer, in one order, so that two starts at once can neither overlap nor block each other.
    const neighbours = layer === null ? [] : await lockLayer(tx, projectId, layer);
    const row = requireExperiment(await lockExperiment(tx, projectId, id), id);
    if (row.state === "running") return toExperiment(row);
    if (row.state === "stopped") {
      throw new RapportError("conflict", "The experiment was stopped; create another one to measure again");
    }
    if (row.layer !== layer) throw new RapportError("conflict", "The experiment was edited meanwhile; start it again");
    const buckets = findRoom(row, neighbours);
    const started = { state: "running" as const, buckets, startedAt: new Date(ctx.now()) };
    return toExperiment(requireExperiment(await updateExperiment(tx, projectId, id, started), id));
  });
}

function findRoom(row: ExperimentRow, neighbours: readonly ExperimentRow[]): [number, number][] {
  const taken = neighbours.filter(({ state }) => state === "running").flatMap(({ buckets }) => buckets);
  const buckets = takeBuckets(taken, Math.round(row.traffic * BUCKETS));
  if (buckets) return buckets;
  const free = 1 - taken.reduce((sum, [from, to]) => sum + to - from, 0) / BUCKETS;
  const message = `The layer “${row.layer}” has ${free.toFixed(4)} of its people left, and the experiment wants ${row.traffic}`;
  throw new RapportError("conflict", `${message}; stop another one of it, or lower traffic`, {
    fields: [{ pointer: "/traffic", message: `must be at most ${free.toFixed(4)}` }],
  });
}
