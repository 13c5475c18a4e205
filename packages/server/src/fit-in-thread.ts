import { Worker } from "node:worker_threads";
import type { IntentFit, IntentTask } from "@rapport/domain/intents/fit-intents";

/** A run that takes longer is ended: it would keep a core for ever. */
const TIMEOUT_MS = 10 * 60_000;

/** Trains intent models in a thread of their own, so that requests and events go on. */
export async function fitInThread(task: IntentTask): Promise<IntentFit[]> {
  // The source runs as .ts, the bundle as .js; the worker lies beside this file in both.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./intent-fit-worker.${extension}`, import.meta.url));
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<IntentFit[]>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", () => reject(new Error("The training thread ended without an answer")));
      timer = setTimeout(
        () => reject(new Error(`Training took longer than ${TIMEOUT_MS / 60_000} minutes`)),
        TIMEOUT_MS,
      );
      worker.postMessage(task);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
