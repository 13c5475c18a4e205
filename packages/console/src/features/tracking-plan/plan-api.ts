import type { PutPlanEvent } from "@rapport/contracts/tracking-plan";
import { planEventSchema, planSchema, planViolationsSchema } from "@rapport/contracts/tracking-plan";
import { z } from "zod";
import { request, withQuery } from "../../lib/api.ts";

export const planApi = {
  plan: (signal?: AbortSignal) => request("/api/v1/tracking-plan", { schema: planSchema, signal }),
  violations: (name: string | undefined, signal?: AbortSignal) =>
    request(withQuery("/api/v1/tracking-plan/violations", { name }), { schema: planViolationsSchema, signal }),
  putEvent: (name: string, event: PutPlanEvent) =>
    request(eventPath(name), { method: "PUT", body: event, schema: planEventSchema }),
  deleteEvent: (name: string) => request(eventPath(name), { method: "DELETE", schema: z.unknown() }),
};

function eventPath(name: string): string {
  return `/api/v1/tracking-plan/events/${encodeURIComponent(name)}`;
}
