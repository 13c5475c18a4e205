import type { PutExperiment } from "@rapport/contracts/experiments";
import { experimentListSchema, experimentSchema } from "@rapport/contracts/experiments";
import { z } from "zod";
import { request } from "../../lib/api.ts";

const PATH = "/api/v1/experiments";
const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

export const EXPERIMENTS_KEY = ["experiments"];

export const experimentsApi = {
  list: (signal?: AbortSignal) => request(PATH, { schema: experimentListSchema, signal }),
  create: (body: PutExperiment) => request(PATH, { method: "POST", body, schema: experimentSchema }),
  start: (id: string) => request(`${pathOf(id)}/start`, { method: "POST", schema: experimentSchema }),
  stop: (id: string) => request(`${pathOf(id)}/stop`, { method: "POST", schema: experimentSchema }),
  remove: (id: string) => request(pathOf(id), { method: "DELETE", schema: z.unknown() }),
};
