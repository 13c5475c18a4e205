import { setTimeout as sleep } from "node:timers/promises";
import type { AgentRunDetail } from "@rapport/contracts/agents";
import { agentRunDetailSchema } from "@rapport/contracts/agents";
import type { Approval } from "@rapport/contracts/approvals";
import { RapportError } from "@rapport/contracts/errors";
import type { ConsoleDoor } from "./open-console-door.ts";

const LOOK_MS = 250;
const ENDS = ["completed", "failed", "cancelled"];

export type Following = {
  say: (line: string) => void;
  /** A person may be asked; else a question ends the command. The run waits on either way. */
  mayAsk: boolean;
};

/** Follows a run and its parts to its end, and tells of each step and question once. */
export async function followRun(door: ConsoleDoor, runId: string, following: Following): Promise<AgentRunDetail> {
  const told = new Set<string>();
  const once = (key: string, line: string) => {
    if (!told.has(key)) following.say(line);
    told.add(key);
  };
  for (;;) {
    const run = await readRun(door, runId);
    for (const { id, name, state, durationMs } of run.steps) {
      if (state === "completed" && durationMs !== null) once(id, `  ${name.padEnd(18)} done`);
    }
    // What parts ask is asked of the same people.
    const parts = run.parts.filter(({ state }) => state === "waiting" || state === "failed");
    const waiting = [run, ...(await Promise.all(parts.map(({ id }) => readRun(door, id))))];
    for (const approval of waiting.flatMap(({ approvals }) => approvals)) ask(door, approval, following, once);
    const failed = waiting.find(({ state }) => state === "failed");
    if (failed) throw new RapportError("conflict", `${failed.graph} failed: ${failed.error}`);
    if (run.state === "stopped") once("stopped", "  Agents are stopped; the run goes on when they are released");
    if (ENDS.includes(run.state)) return run;
    await sleep(LOOK_MS);
  }
}

function ask(door: ConsoleDoor, approval: Approval, { mayAsk }: Following, once: (key: string, line: string) => void) {
  if (approval.state !== "pending") return;
  const link = `${door.url}/console/approvals?approval=${approval.id}`;
  if (!mayAsk) {
    const why = "No policy covers it: set autoApproveCents by PUT /api/v1/budgets, or decide at";
    throw new RapportError("forbidden", `${approval.title} waits for a person. ${why} ${link}`);
  }
  once(approval.id, `\n${approval.title}: ${approval.summary}\nWaits for your approval: ${link}\n`);
}

function readRun(door: ConsoleDoor, id: string): Promise<AgentRunDetail> {
  return door.read(`/api/v1/agents/runs/${encodeURIComponent(id)}`, agentRunDetailSchema);
}
