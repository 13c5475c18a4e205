import { Worker } from "node:worker_threads";
import type { Measured } from "@rapport/engine/training/measure-training";
import type { TrainingMessage, TrainingRequest } from "./training-messages.ts";

export type TrainingListener = {
  onProgress(share: number, note: string): void;
  onMeasured(measured: Measured): void;
};

/**
 * Trains in a thread of its own, so that requests and events are not kept waiting; aborting ends the thread at once.
 * @returns the model as bytes; undefined when there is too little data to train and judge one
 */
export function runTraining(
  request: TrainingRequest,
  signal: AbortSignal,
  { onProgress, onMeasured }: TrainingListener,
): Promise<Uint8Array | undefined> {
  signal.throwIfAborted();
  // The source runs as .ts, the bundle as .js; the worker lies beside this file in both.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./training-worker.${extension}`, import.meta.url), { workerData: request });
  return new Promise<Uint8Array | undefined>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.on("error", reject);
    worker.on("exit", () => reject(new Error("The training thread ended before it was done")));
    worker.on("message", (message: TrainingMessage) => {
      if (message.kind === "progress") onProgress(message.share, message.note);
      else if (message.kind === "measured") onMeasured(message.measured);
      else resolve(message.kind === "trained" ? message.bytes : undefined);
    });
  }).finally(() => worker.terminate());
}
