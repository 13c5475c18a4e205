import type { IntentGoal } from "@rapport/contracts/intents";
import type { ModelMetrics } from "@rapport/contracts/models";
import type { ActionHistories } from "./action-history.ts";
import { DAY_MS, LOOK_BACK_DAYS } from "./action-history.ts";
import { fitNextActions, fitSendTime } from "./fit-habits.ts";
import { fitPropensity } from "./fit-propensity.ts";
import { fitPurchases } from "./fit-purchases.ts";
import type { IntentContents, IntentModel } from "./model-file.ts";
import { writeModelFile } from "./model-file.ts";

/** All that a training run learns from; plain data, so that a worker thread can take it. */
export type IntentTask = {
  histories: ActionHistories;
  goals: IntentGoal[];
  endMs: number;
  /** Names of the models to train; all when absent. */
  only?: readonly string[] | undefined;
};

/** One model, or why there is none. */
export type IntentFit =
  | { name: string; skipped: string }
  | {
      name: string;
      file: Uint8Array;
      metrics: ModelMetrics;
      parameters: Record<string, unknown>;
      fromMs: number;
      toMs: number;
      /** Why it should not answer yet, though it was trained: it is no better than what needs no model. */
      doubt: string | undefined;
    };

/** Days of purchases to be expected. */
const PURCHASE_DAYS = 30;

/** Trains every model of a project. Pure and synchronous, seconds to a minute: for a worker thread. */
export function fitIntents({ histories, goals, endMs, only }: IntentTask): IntentFit[] {
  const window = { fromMs: endMs - LOOK_BACK_DAYS * DAY_MS, toMs: endMs };
  const purchase = goals.find(({ key }) => key === "purchase")?.definition;
  const event = purchase?.kind === "event" ? purchase.event : "Order Completed";
  const horizonDays = PURCHASE_DAYS;
  const runs: [string, () => IntentFit][] = [
    ...goals.map((goal): [string, () => IntentFit] => [goal.key, () => fitGoal(histories, goal, endMs)]),
    ["next_action", () => toFit("next_action", fitNextActions(histories, endMs), window, {})],
    [
      "purchases",
      () => toFit("purchases", fitPurchases(histories, event, horizonDays, endMs), window, { event, horizonDays }),
    ],
    ["send_time", () => toFit("send_time", fitSendTime(histories, endMs), window, {})],
  ];
  return runs.filter(([name]) => only?.includes(name) ?? true).map(([, run]) => run());
}

function fitGoal(histories: ActionHistories, { key, definition }: IntentGoal, endMs: number): IntentFit {
  const fit = fitPropensity(histories, definition, endMs);
  if ("skipped" in fit) return { name: key, skipped: fit.skipped };
  const { model, metrics, fromMs, toMs } = fit;
  const doubt =
    typeof metrics.auc === "number" && metrics.auc < 0.55 ? "It orders people hardly better than chance" : undefined;
  const parameters = { ...definition, features: model.plan.vocabulary };
  return { name: key, file: writeModelFile({ kind: "propensity", model }), metrics, parameters, fromMs, toMs, doubt };
}

function toFit<K extends Exclude<keyof IntentContents, "propensity">>(
  kind: K,
  fit: { model: IntentContents[K]; metrics: ModelMetrics } | { skipped: string },
  window: { fromMs: number; toMs: number },
  parameters: Record<string, unknown>,
): IntentFit {
  if ("skipped" in fit) return { name: kind, skipped: fit.skipped };
  // as: kind and model belong together by the type parameter, which a spread forgets
  const intent = { kind, model: fit.model } as unknown as IntentModel;
  return { name: kind, file: writeModelFile(intent), metrics: fit.metrics, parameters, ...window, doubt: undefined };
}
