import type { RunState } from "@rapport/contracts/agents";
import { agentRunDetailSchema, agentRunPageSchema, agentRunSchema, agentStopSchema } from "@rapport/contracts/agents";
import { request, withQuery } from "../../lib/api.ts";

const PATH = "/api/v1/agents";
const runPath = (id: string) => `${PATH}/runs/${encodeURIComponent(id)}`;

export type RunCommand =
  | { id: string; command: "cancel" | "resume" }
  | { id: string; command: "rewind" | "fork"; checkpointId: string };

export const agentsApi = {
  runs: (state: RunState | undefined, cursor: string | undefined, signal?: AbortSignal) =>
    request(withQuery(`${PATH}/runs`, { limit: 50, state, cursor }), { schema: agentRunPageSchema, signal }),
  run: (id: string, signal?: AbortSignal) => request(runPath(id), { schema: agentRunDetailSchema, signal }),
  streamPath: (id: string) => `${runPath(id)}/stream`,
  start: (graph: string, input: object) =>
    request(`${PATH}/runs`, { method: "POST", body: { graph, input }, schema: agentRunSchema }),
  command: ({ id, command, ...body }: RunCommand) =>
    request(`${runPath(id)}/${command}`, {
      method: "POST",
      ...("checkpointId" in body ? { body } : {}),
      schema: agentRunSchema,
    }),
  readStop: (signal?: AbortSignal) => request(`${PATH}/stop`, { schema: agentStopSchema, signal }),
  stop: (reason: string) => request(`${PATH}/stop`, { method: "POST", body: { reason }, schema: agentStopSchema }),
  release: () => request(`${PATH}/release`, { method: "POST", schema: agentStopSchema }),
};
