import { modelPageSchema, modelSchema, trainingAnswerSchema } from "@rapport/contracts/models";
import type { PageAsked } from "../../lib/api.ts";
import { request, withQuery } from "../../lib/api.ts";

const PATH = "/api/v1/recommendations/models";

export const modelsApi = {
  list: (input: PageAsked, signal?: AbortSignal) =>
    request(withQuery(PATH, input), { schema: modelPageSchema, signal }),
  train: () => request(`${PATH}/train`, { method: "POST", body: {}, schema: trainingAnswerSchema }),
  activate: (id: string) =>
    request(`${PATH}/${encodeURIComponent(id)}/activate`, { method: "POST", schema: modelSchema }),
};
