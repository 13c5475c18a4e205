import { loadModel, saveModel } from "@rapport/engine/save-model";
import type { NextActionFit, SendTimeFit } from "./fit-habits.ts";
import type { PropensityModel } from "./fit-propensity.ts";
import type { PurchasesModel } from "./fit-purchases.ts";

/** What is trained, by kind. */
export type IntentContents = {
  propensity: PropensityModel;
  next_action: NextActionFit["model"];
  purchases: PurchasesModel;
  send_time: SendTimeFit["model"];
};
/** A trained model of any kind, as its file holds it. */
export type IntentModel = { [K in keyof IntentContents]: { kind: K; model: IntentContents[K] } }[keyof IntentContents];

const VERSION = 1;

/** One line of JSON; the trees of a propensity follow it as bytes. */
export function writeModelFile(intent: IntentModel): Uint8Array {
  const trees = intent.kind === "propensity" ? saveModel(intent.model.trees) : new Uint8Array();
  const plain = intent.kind === "propensity" ? { ...intent, model: { ...intent.model, trees: undefined } } : intent;
  const head = new TextEncoder().encode(`${JSON.stringify({ version: VERSION, ...plain })}\n`);
  const file = new Uint8Array(head.length + trees.length);
  file.set(head);
  file.set(trees, head.length);
  return file;
}

/** @throws Error when another version wrote it or bytes are missing */
export function readModelFile(file: Uint8Array): IntentModel {
  const end = file.indexOf(10);
  const head: { version: number } & IntentModel = JSON.parse(new TextDecoder().decode(file.subarray(0, end)));
  if (head.version !== VERSION) throw new Error(`Intent model: version ${head.version}, this build reads ${VERSION}`);
  if (head.kind !== "propensity") return head;
  return { kind: head.kind, model: { ...head.model, trees: loadModel(file.subarray(end + 1)) } };
}
