import { jobSchema } from "@rapport/contracts/jobs";
import type { PreviewSegment, PutSegment } from "@rapport/contracts/segments";
import {
  segmentHistorySchema,
  segmentMemberPageSchema,
  segmentPageSchema,
  segmentPreviewSchema,
  segmentReasonsSchema,
  segmentSchema,
  segmentVocabularySchema,
  userSegmentsSchema,
} from "@rapport/contracts/segments";
import { z } from "zod";
import { request, userPath } from "../../lib/api.ts";

const PATH = "/api/v1/segments";
const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

export const segmentsApi = {
  list: (signal?: AbortSignal) => request(PATH, { schema: segmentPageSchema, signal }),
  get: (id: string, signal?: AbortSignal) => request(pathOf(id), { schema: segmentSchema, signal }),
  create: (body: PutSegment) => request(PATH, { method: "POST", body, schema: segmentSchema }),
  update: (id: string, body: PutSegment) => request(pathOf(id), { method: "PUT", body, schema: segmentSchema }),
  remove: (id: string) => request(pathOf(id), { method: "DELETE", schema: z.unknown() }),
  vocabulary: (signal?: AbortSignal) => request(`${PATH}/vocabulary`, { schema: segmentVocabularySchema, signal }),
  preview: (body: PreviewSegment, signal?: AbortSignal) =>
    request(`${PATH}/preview`, { method: "POST", body, schema: segmentPreviewSchema, signal }),
  members: (id: string, cursor: string | undefined, signal?: AbortSignal) =>
    request(`${pathOf(id)}/members?limit=50${cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`}`, {
      schema: segmentMemberPageSchema,
      signal,
    }),
  history: (id: string, signal?: AbortSignal) =>
    request(`${pathOf(id)}/history?days=30`, { schema: segmentHistorySchema, signal }),
  exportTo: (id: string, webhookId: string) =>
    request(`${pathOf(id)}/export`, { method: "POST", body: { webhookId }, schema: jobSchema }),
  exportPath: (id: string) => `${pathOf(id)}/export`,
  ofUser: (id: string, signal?: AbortSignal) =>
    request(`${userPath(id)}/segments`, { schema: userSegmentsSchema, signal }),
  why: (id: string, userId: string, signal?: AbortSignal) =>
    request(`${pathOf(id)}/members/${encodeURIComponent(userId)}/why`, { schema: segmentReasonsSchema, signal }),
};
