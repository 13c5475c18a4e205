import type { FitClusters } from "@rapport/contracts/clusters";
import { clusterDetailSchema, clusterListSchema } from "@rapport/contracts/clusters";
import { jobSchema } from "@rapport/contracts/jobs";
import { request } from "../../lib/api.ts";

const PATH = "/api/v1/clusters";

export const clustersApi = {
  list: (signal?: AbortSignal) => request(PATH, { schema: clusterListSchema, signal }),
  one: (id: string, signal?: AbortSignal) =>
    request(`${PATH}/${encodeURIComponent(id)}`, { schema: clusterDetailSchema, signal }),
  fit: (body: FitClusters) => request(`${PATH}/fit`, { method: "POST", body, schema: jobSchema }),
};
