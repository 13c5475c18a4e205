import type { FinishConnection, StartConnection } from "@rapport/contracts/connections";
import { connectionListSchema, connectionSchema, startedConnectionSchema } from "@rapport/contracts/connections";
import { z } from "zod";
import { request } from "../../lib/api.ts";

const PATH = "/api/v1/connections";

export const connectionsApi = {
  list: (signal?: AbortSignal) => request(PATH, { schema: connectionListSchema, signal }),
  start: (body: StartConnection) => request(`${PATH}/start`, { method: "POST", body, schema: startedConnectionSchema }),
  finish: (body: FinishConnection) => request(`${PATH}/finish`, { method: "POST", body, schema: connectionSchema }),
  remove: (id: string) => request(`${PATH}/${encodeURIComponent(id)}`, { method: "DELETE", schema: z.unknown() }),
};
