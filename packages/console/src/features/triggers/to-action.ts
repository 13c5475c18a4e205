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

/** What the fields say of an action: the other way of `toAction`. */
export function readAction(action: PutTrigger["action"] | undefined): { kind: ActionKind; of: string; text: string } {
  if (action === undefined) return { kind: "webhook", of: "", text: "" };
  if (action.kind === "webhook") return { kind: "webhook", of: action.webhookId, text: "" };
  const { name, input = {} } = action;
  if (name !== AGENT_JOB) return { kind: "job", of: name, text: write(input) };
  return { kind: "agent", of: String(input.graph ?? ""), text: write(Object(input.input)) };
}

function write(input: object): string {
  return Object.keys(input).length === 0 ? "" : JSON.stringify(input, null, 2);
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
