import { agentGraphListSchema } from "@rapport/contracts/agents";
import type { PutTrigger, Trigger } from "@rapport/contracts/triggers";
import { crossingPageSchema, triggerJobsSchema, triggerListSchema, triggerSchema } from "@rapport/contracts/triggers";
import { z } from "zod";
import { request, withQuery } from "../../lib/api.ts";

const PATH = "/api/v1/triggers";
const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

export const triggersApi = {
  list: (signal?: AbortSignal) => request(PATH, { schema: triggerListSchema, signal }),
  jobs: (signal?: AbortSignal) => request(`${PATH}/jobs`, { schema: triggerJobsSchema, signal }),
  graphs: (signal?: AbortSignal) => request("/api/v1/agents/graphs", { schema: agentGraphListSchema, signal }),
  create: (body: PutTrigger) => request(PATH, { method: "POST", body, schema: triggerSchema }),
  update: (id: string, body: PutTrigger) => request(pathOf(id), { method: "PUT", body, schema: triggerSchema }),
  remove: (id: string) => request(pathOf(id), { method: "DELETE", schema: z.unknown() }),
  crossings: (id: string, cursor: string | undefined, signal?: AbortSignal) =>
    request(withQuery(`${pathOf(id)}/crossings`, { limit: 50, cursor }), { schema: crossingPageSchema, signal }),
};

/** The part of a trigger that is written. */
export function toBody({ name, enabled, source, action, cooldownSeconds, ratePerHour }: Trigger): PutTrigger {
  return { name, enabled, source, action, cooldownSeconds, ratePerHour };
}
