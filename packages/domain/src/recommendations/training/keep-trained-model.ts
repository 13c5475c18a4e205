import type { Model, ModelMetrics } from "@rapport/contracts/models";
import type { Measured } from "@rapport/engine/training/measure-training";
import { deleteModelRows } from "@rapport/store/queries/models";
import type { Context } from "../../context.ts";
import { activateModel } from "../../models/activate-model.ts";
import { listModels } from "../../models/list-models.ts";
import { registerModel } from "../../models/register-model.ts";
import { TRAINED_NAME } from "../trained-models.ts";
import type { TrainingData } from "./interaction-table.ts";

const LINE = { kind: "recommendations", name: TRAINED_NAME } as const;
/** Versions kept for a rollback, besides the active one. */
const KEPT = 10;

/**
 * Stores a trained model, registers it, and lets it answer when on the users who judged it does better than what
 * everybody gets and than what is learned without training. Old versions go.
 */
export async function keepTrainedModel(
  ctx: Context,
  trained: { jobId: string; bytes: Uint8Array; measured: Measured; data: TrainingData },
): Promise<{ model: Model; activated: boolean }> {
  const { jobId, bytes, measured, data } = trained;
  const blobKey = `${ctx.projectId}/models/${jobId}`;
  await ctx.blobs.put(blobKey, bytes);
  const { timesMs } = data.table;
  const registered = await registerModel(ctx, {
    ...LINE,
    dataFromMs: timesMs.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY),
    dataToMs: timesMs.reduce((latest, time) => Math.max(latest, time), 0),
    parameters: { ease: measured.ease, ials: measured.ials, ...measured.settings },
    metrics: toMetrics(measured, data),
    blobKey,
    sizeBytes: bytes.length,
  });
  const { blend, popularity, transitions, untrained } = measured.figures;
  const activated = blend.ndcg > Math.max(popularity.ndcg, transitions.ndcg, untrained.ndcg);
  const model = activated ? await activateModel(ctx, { kind: LINE.kind, id: registered.id }) : registered;
  if (activated) await ctx.recommenders.refreshTrained(ctx.projectId);
  await forgetOldVersions(ctx);
  return { model, activated };
}

/** Prefix of the figures of a segment's people: the id follows. */
const SEGMENT = "segment:";

function toMetrics({ figures, users, groups = [] }: Measured, { table }: TrainingData): ModelMetrics {
  const { blend, linear, ...others } = figures;
  const segments = Object.fromEntries(groups.map(({ name, ...own }) => [`${SEGMENT}${name}`, own]));
  const size = { judges: users, people: table.users, items: table.items, interactions: table.userOf.length };
  return { ...blend, ...size, ...others, ...(linear && { linear }), ...segments };
}

async function forgetOldVersions(ctx: Context): Promise<void> {
  const { data } = await listModels(ctx, { ...LINE, limit: 100 });
  const old = data.filter(({ status }) => status !== "active").slice(KEPT);
  const gone = await deleteModelRows(
    ctx.store.db,
    ctx.projectId,
    old.map(({ id }) => id),
  );
  for (const { blobKey } of gone) await ctx.blobs.delete(blobKey);
}
