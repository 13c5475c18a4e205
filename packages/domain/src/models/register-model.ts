import { newId } from "@rapport/contracts/ids";
import type { Model, ModelKind, ModelMetrics } from "@rapport/contracts/models";
import { modelMetricsSchema } from "@rapport/contracts/models";
import { insertModel } from "@rapport/store/queries/models";
import type { Context } from "../context.ts";
import { toModel } from "./to-model.ts";

export type RegisterModelInput = {
  kind: ModelKind;
  /** What it is for within its kind. */
  name: string;
  /** Time of the first and the last event that it learned from. */
  dataFromMs: number;
  dataToMs: number;
  parameters: Record<string, unknown>;
  /** On data that it has not seen; non-finite figures are refused, since a comparison with them would say yes to anything. */
  metrics: ModelMetrics;
  /** Where its numbers lie; they must be there before it is registered. */
  blobKey: string;
  sizeBytes: number;
};

/** Adds a trained model as the next version of its kind and name: a candidate, until `activateModel` lets it answer. */
export async function registerModel(ctx: Context, input: RegisterModelInput): Promise<Model> {
  const { dataFromMs, dataToMs, metrics, ...rest } = input;
  const row = {
    ...rest,
    metrics: modelMetricsSchema.parse(metrics),
    projectId: ctx.projectId,
    id: newId("model", ctx.now(), ctx.randomBytes(10)),
    dataFrom: new Date(dataFromMs),
    dataTo: new Date(dataToMs),
    createdAt: new Date(ctx.now()),
  };
  return toModel(await ctx.store.withTransaction((tx) => insertModel(tx, row)));
}
