import type { AddDocument } from "@rapport/contracts/knowledge";
import {
  documentDetailSchema,
  documentPageSchema,
  documentSchema,
  knowledgeAnswerSchema,
} from "@rapport/contracts/knowledge";
import { z } from "zod";
import { request, withQuery } from "../../lib/api.ts";

const PATH = "/api/v1/knowledge/documents";
const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

export const knowledgeApi = {
  list: (cursor: string | undefined, signal?: AbortSignal, parent?: string) =>
    request(withQuery(PATH, { limit: 50, cursor, parent }), { schema: documentPageSchema, signal }),
  get: (id: string, signal?: AbortSignal) => request(pathOf(id), { schema: documentDetailSchema, signal }),
  add: (body: AddDocument) => request(PATH, { method: "POST", body, schema: documentSchema }),
  remove: (id: string) => request(pathOf(id), { method: "DELETE", schema: z.unknown() }),
  refresh: (id: string) => request(`${pathOf(id)}/refresh`, { method: "POST", schema: documentSchema }),
  ask: (question: string, signal?: AbortSignal) =>
    request("/api/v1/knowledge/query", { method: "POST", body: { question }, schema: knowledgeAnswerSchema, signal }),
};
