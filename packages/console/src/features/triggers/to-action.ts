import type { PutTrigger } from "@rapport/contracts/triggers";
import { t } from "../../lib/text.ts";

export type ActionKind = "webhook" | "agent" | "job";

/** Job that sets an agent to work. */
export const AGENT_JOB = "agent-run-start";

type Made = { action: PutTrigger["action"] | undefined; problem: string | undefined };

/** The action that the fields say; none while something is missing, or the input is no JSON object. */
export function toAction(kind: ActionKind, of: string, text: string): Made {
  if (kind === "webhook") return { action: of === "" ? undefined : { kind, webhookId: of }, problem: undefined };
  const input = readObject(text);
  if (!input) return { action: undefined, problem: t("This is no JSON object.") };
  if (of === "") return { action: undefined, problem: undefined };
  const said = kind === "agent" ? { name: AGENT_JOB, input: { graph: of, input } } : { name: of, input };
  return { action: { kind: "job", ...said }, problem: undefined };
}

function readObject(text: string): Record<string, unknown> | undefined {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
