import { parentPort } from "node:worker_threads";
import type { IntentTask } from "@rapport/domain/intents/fit-intents";
import { fitIntents } from "@rapport/domain/intents/fit-intents";

/** Entry of the thread that trains: takes one task, answers with the models and is ended. */
parentPort?.once("message", (task: IntentTask) => {
  parentPort?.postMessage(fitIntents(task));
});
