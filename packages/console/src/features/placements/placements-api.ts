import type { PutPlacement } from "@rapport/contracts/placements";
import {
  placementListSchema,
  placementReportSchema,
  placementSchema,
  policyEvaluationSchema,
} from "@rapport/contracts/placements";
import { z } from "zod";
import { request, withQuery } from "../../lib/api.ts";

const PATH = "/api/v1/placements";
const pathOf = (name: string) => `${PATH}/${encodeURIComponent(name)}`;

export const placementsApi = {
  list: (signal?: AbortSignal) => request(PATH, { schema: placementListSchema, signal }),
  put: (name: string, body: PutPlacement) => request(pathOf(name), { method: "PUT", body, schema: placementSchema }),
  remove: (name: string) => request(pathOf(name), { method: "DELETE", schema: z.unknown() }),
  report: (name: string, days: number, signal?: AbortSignal) =>
    request(withQuery(`${pathOf(name)}/report`, { days }), { schema: placementReportSchema, signal }),
  policies: (name: string, signal?: AbortSignal) =>
    request(`${pathOf(name)}/policies`, { schema: policyEvaluationSchema, signal }),
};
