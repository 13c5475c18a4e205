import type { TriggerAction, TriggerSource } from "@rapport/contracts/triggers";
import { AGENT_JOB } from "./to-action.ts";

/** What may be watched and started, by id. */
export type TriggerNames = { segments: ReadonlyMap<string, string>; webhooks: ReadonlyMap<string, string> };

/** What is watched, as a sentence without its end. */
export function describeSource(source: TriggerSource, { segments }: TriggerNames): string {
  if (source.kind === "segment") {
    const name = segments.get(source.segmentId) ?? "a segment that was deleted";
    return `${source.on === "entered" ? "Somebody enters" : "Somebody leaves"} ${name}`;
  }
  const { goal, direction, threshold } = source;
  return `${goal} ${direction === "above" ? "reaches" : "falls to"} ${Math.round(threshold * 100)} %`;
}

/** What is started. */
export function describeAction(action: TriggerAction, { webhooks }: TriggerNames): string {
  if (action.kind === "job") {
    const { graph } = action.input;
    return action.name === AGENT_JOB && typeof graph === "string" ? `the agent ${graph}` : `the job ${action.name}`;
  }
  return webhooks.get(action.webhookId) ?? "a webhook that was deleted";
}
