import type { FitClusters } from "@rapport/contracts/clusters";
import { clusterDetailSchema, clusterListSchema } from "@rapport/contracts/clusters";
import { jobPageSchema, jobSchema } from "@rapport/contracts/jobs";
import { request } from "../../lib/api.ts";

const PATH = "/api/v1/clusters";

export const clustersApi = {
  list: (signal?: AbortSignal) => request(PATH, { schema: clusterListSchema, signal }),
  one: (id: string, signal?: AbortSignal) =>
    request(`${PATH}/${encodeURIComponent(id)}`, { schema: clusterDetailSchema, signal }),
  fit: (body: FitClusters) => request(`${PATH}/fit`, { method: "POST", body, schema: jobSchema }),
  lastFit: (signal?: AbortSignal) =>
    request("/api/v1/jobs?name=clusters-fit&limit=1", { schema: jobPageSchema, signal }),
};
