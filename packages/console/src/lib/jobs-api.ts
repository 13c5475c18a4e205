import type { JobState } from "@rapport/contracts/jobs";
import { jobPageSchema, jobSchema } from "@rapport/contracts/jobs";
import type { PageAsked } from "./api.ts";
import { request, withQuery } from "./api.ts";

type Asked = PageAsked & { name?: string | undefined; state?: JobState | undefined };

export const jobsApi = {
  list: (input: Asked, signal?: AbortSignal) =>
    request(withQuery("/api/v1/jobs", input), { schema: jobPageSchema, signal }),
  cancel: (id: string) =>
    request(`/api/v1/jobs/${encodeURIComponent(id)}/cancel`, { method: "POST", schema: jobSchema }),
  retry: (id: string) => request(`/api/v1/jobs/${encodeURIComponent(id)}/retry`, { method: "POST", schema: jobSchema }),
};
