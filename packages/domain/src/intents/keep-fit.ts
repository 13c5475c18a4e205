import type { IntentTraining } from "@rapport/contracts/intents";
import type { Context } from "../context.ts";
import { activateModel } from "../models/activate-model.ts";
import { registerModel } from "../models/register-model.ts";
import type { IntentFit } from "./fit-intents.ts";

type Outcome = IntentTraining["outcomes"][number];

/** Keeps what was trained as the next version of its name, and lets it answer unless there is a doubt. */
export async function keepFit(ctx: Context, fit: IntentFit): Promise<Outcome> {
  if ("skipped" in fit) return { name: fit.name, status: "skipped", reason: fit.skipped, modelId: null };
  const { name, file, metrics, parameters, fromMs, toMs, doubt } = fit;
  const blobKey = `${ctx.projectId}/intents/${name}/${Buffer.from(ctx.randomBytes(12)).toString("hex")}`;
  await ctx.blobs.put(blobKey, file);
  const model = await registerModel(ctx, {
    kind: "intents",
    name,
    dataFromMs: fromMs,
    dataToMs: toMs,
    parameters,
    metrics,
    blobKey,
    sizeBytes: file.length,
  });
  if (doubt !== undefined) return { name, status: "candidate", reason: doubt, modelId: model.id };
  await activateModel(ctx, { kind: "intents", id: model.id });
  return { name, status: "activated", reason: null, modelId: model.id };
}
