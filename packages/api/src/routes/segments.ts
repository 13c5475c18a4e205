import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  changedListSchema,
  changeListSchema,
  previewSegmentSchema,
  putSegmentSchema,
  segmentListsSchema,
  segmentPageSchema,
  segmentPreviewSchema,
  segmentSchema,
  segmentVocabularySchema,
} from "@rapport/contracts/segments";
import { changeList, listLists } from "@rapport/domain/segments/change-list";
import { deleteSegment } from "@rapport/domain/segments/delete-segment";
import { getSegment, listSegments } from "@rapport/domain/segments/get-segment";
import { getVocabulary } from "@rapport/domain/segments/get-vocabulary";
import { previewSegment } from "@rapport/domain/segments/preview-segment";
import { createSegment, updateSegment } from "@rapport/domain/segments/put-segment";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { registerSegmentMembers } from "./segment-members.ts";

const COMMON = { tag: "segments", access: "secret" } as const;
const paramsSchema = z.object({ segmentId: z.string().min(1).max(64) });
const PATH = "/api/v1/segments";

/** Segments: what they are, a look at a rule before it is one, and lists that are kept by hand. */
export function registerSegments(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  // Before the routes that take any word for a segment's id.
  registerPreview(app, services);
  registerVocabulary(app, services);
  registerLists(app, services);
  registerCollection(app, services);
  registerSegment(app, services);
  registerSegmentMembers(app, services);
}

function registerCollection(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: PATH,
      operationId: "listSegments",
      summary: "All segments, by name, with how many are in each now",
      query: z.object({ name: z.string().max(100).optional() }),
      answer: segmentPageSchema,
    },
    ({ ctx, query }) => listSegments(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: PATH,
      operationId: "createSegment",
      summary: "Makes a segment of a rule, as JSON or in words; people who are there are looked at within seconds",
      body: putSegmentSchema,
      answer: segmentSchema,
    },
    ({ ctx, body }) => createSegment(ctx, body),
  );
}

function registerSegment(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const one = { ...COMMON, path: `${PATH}/{segmentId}`, params: paramsSchema } as const;
  defineRoute(
    app,
    services,
    { ...one, method: "get", operationId: "getSegment", summary: "One segment", answer: segmentSchema },
    ({ ctx, params }) => getSegment(ctx, { id: params.segmentId }),
  );
  defineRoute(
    app,
    services,
    {
      ...one,
      method: "put",
      operationId: "updateSegment",
      summary: "Changes a segment; another rule is another version, and who stays is in it since before",
      body: putSegmentSchema,
      answer: segmentSchema,
    },
    ({ ctx, params, body }) => updateSegment(ctx, { ...body, id: params.segmentId }),
  );
  defineRoute(
    app,
    services,
    {
      ...one,
      method: "delete",
      operationId: "deleteSegment",
      summary: "Takes a segment away; not while another one names it",
      answer: z.object({ deleted: z.literal(true) }),
      problems: ["conflict"],
    },
    async ({ ctx, params }) => {
      await deleteSegment(ctx, { id: params.segmentId });
      return { deleted: true } as const;
    },
  );
}

function registerPreview(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: `${PATH}/preview`,
      operationId: "previewSegment",
      summary: "For how many people a rule holds now, and some of them; of many people an estimate with its bounds",
      verb: "read",
      work: "read",
      body: previewSegmentSchema,
      answer: segmentPreviewSchema,
    },
    ({ ctx, body }) => previewSegment(ctx, body),
  );
}

function registerVocabulary(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: `${PATH}/vocabulary`,
      operationId: "getSegmentVocabulary",
      summary: "What rules can name: events and their properties, traits, goals, clusters and the rest, as seen lately",
      query: z.strictObject({}),
      answer: segmentVocabularySchema,
    },
    ({ ctx }) => getVocabulary(ctx),
  );
}

function registerLists(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: `${PATH}/lists`,
      operationId: "listSegmentLists",
      summary: "Lists that are kept by hand, for rules to name",
      query: z.object({ name: z.string().max(100).optional() }),
      answer: segmentListsSchema,
    },
    ({ ctx, query }) => listLists(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: `${PATH}/lists/{list}`,
      creates: true,
      operationId: "changeSegmentList",
      summary: "Puts people on a list, and takes others off; the list is made by its first person",
      params: z.object({ list: z.string().min(1).max(100) }),
      body: changeListSchema,
      answer: changedListSchema,
    },
    ({ ctx, params, body }) => changeList(ctx, { ...body, list: params.list }),
  );
}
