import type { TriggerAction, TriggerSource } from "@rapport/contracts/triggers";
import { formatShare } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { AGENT_JOB } from "./to-action.ts";

/** What may be watched and started, by id. */
export type TriggerNames = { segments: ReadonlyMap<string, string>; webhooks: ReadonlyMap<string, string> };

/** What is watched, as a sentence without its end. */
export function describeSource(source: TriggerSource, { segments }: TriggerNames): string {
  if (source.kind === "segment") {
    const name = segments.get(source.segmentId) ?? t("a segment that was deleted");
    return `${source.on === "entered" ? t("Somebody enters") : t("Somebody leaves")} ${name}`;
  }
  const { goal, direction, threshold } = source;
  return direction === "above"
    ? t("{goal} reaches {threshold}", { goal, threshold: formatShare(threshold) })
    : t("{goal} falls to {threshold}", { goal, threshold: formatShare(threshold) });
}

/** What is started. */
export function describeAction(action: TriggerAction, { webhooks }: TriggerNames): string {
  if (action.kind === "job") {
    const { graph } = action.input;
    return action.name === AGENT_JOB && typeof graph === "string"
      ? t("the agent {graph}", { graph })
      : t("the job {name}", { name: action.name });
  }
  return webhooks.get(action.webhookId) ?? t("a webhook that was deleted");
}
