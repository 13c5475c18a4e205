import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  addDocumentSchema,
  DOCUMENT_STATES,
  documentDetailSchema,
  documentPageSchema,
  documentSchema,
  knowledgeAnswerSchema,
  knowledgeQuerySchema,
} from "@rapport/contracts/knowledge";
import { addDocument } from "@rapport/domain/knowledge/add-document";
import { deleteDocument, getDocument, listDocuments, refreshDocument } from "@rapport/domain/knowledge/get-document";
import { queryKnowledge } from "@rapport/domain/knowledge/query-knowledge";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const COMMON = { tag: "knowledge", access: "secret" } as const;
const PATH = "/api/v1/knowledge/documents";
const ONE = {
  ...COMMON,
  path: `${PATH}/{documentId}`,
  params: z.object({ documentId: z.string().min(1).max(64) }),
} as const;

const listQuerySchema = pageQuerySchema.extend({
  state: z.enum(DOCUMENT_STATES).optional(),
  /** Pages that this document's crawl found. */
  parent: z.string().min(1).max(64).optional(),
});

/** Documents, and questions that are answered from them. */
export function registerKnowledge(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerCollection(app, services);
  registerOne(app, services);
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      verb: "read",
      method: "post",
      path: "/api/v1/knowledge/query",
      operationId: "queryKnowledge",
      summary:
        "Answer a question from the documents, with citations, groundedness and confidence, or say that they do not",
      body: knowledgeQuerySchema,
      answer: knowledgeAnswerSchema,
    },
    ({ ctx, body }) => queryKnowledge(ctx, body),
  );
}

function registerCollection(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { ...COMMON, path: PATH } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      operationId: "listDocuments",
      summary: "Documents, the newest first",
      query: listQuerySchema,
      answer: documentPageSchema,
    },
    ({ ctx, query }) => listDocuments(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      operationId: "addDocument",
      summary: "Add a text, a file, a site or the catalog, or replace the document with the same key",
      body: addDocumentSchema,
      answer: documentSchema,
      problems: ["conflict"],
    },
    ({ ctx, body }) => addDocument(ctx, body),
  );
}

function registerOne(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "get",
      operationId: "getDocument",
      summary: "One document with the chunks that it is searched by",
      answer: documentDetailSchema,
    },
    ({ ctx, params }) => getDocument(ctx, params.documentId),
  );
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "delete",
      operationId: "deleteDocument",
      summary: "Forget a document; the next question is answered without it",
      answer: z.object({ deleted: z.literal(true) }),
    },
    async ({ ctx, params }) => {
      await deleteDocument(ctx, params.documentId);
      return { deleted: true } as const;
    },
  );
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "post",
      path: `${PATH}/{documentId}/refresh`,
      operationId: "refreshDocument",
      summary: "Read a site or the catalog once more; what was read before answers meanwhile",
      answer: documentSchema,
      problems: ["conflict"],
    },
    ({ ctx, params }) => refreshDocument(ctx, params.documentId),
  );
}
