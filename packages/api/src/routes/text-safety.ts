import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  bannedWordListSchema,
  checkTextSchema,
  claimListSchema,
  claimSchema,
  putBannedWordsSchema,
  putClaimSchema,
  textCheckSchema,
} from "@rapport/contracts/text-safety";
import { listBannedWords, putBannedWords } from "@rapport/domain/text-safety/banned-words";
import { checkText } from "@rapport/domain/text-safety/check-text";
import { createClaim, deleteClaim, listClaims, putClaim } from "@rapport/domain/text-safety/claims";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const COMMON = { tag: "text safety", access: "secret" } as const;
const PATH = "/api/v1/text-safety";

/** What texts must not hold, what they may claim, and whether one may be published. */
export function registerTextSafety(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      verb: "read",
      method: "post",
      path: `${PATH}/check`,
      operationId: "checkText",
      summary: "Look a text over before it is published: personal data, offence, banned words, claims, injection",
      body: checkTextSchema,
      answer: textCheckSchema,
    },
    ({ ctx, body }) => checkText(ctx, ctx.projectId, body.text, body.channel),
  );
  registerWords(app, services);
  registerClaims(app, services);
  registerClaim(app, services);
}

function registerWords(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { ...COMMON, path: `${PATH}/banned-words`, answer: bannedWordListSchema } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      operationId: "listBannedWords",
      summary: "The project's banned words",
      query: z.strictObject({}),
    },
    ({ ctx }) => listBannedWords(ctx),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "put",
      operationId: "putBannedWords",
      summary: "Replace the list of banned words",
      body: putBannedWordsSchema,
    },
    ({ ctx, body }) => putBannedWords(ctx, body),
  );
}

function registerClaims(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { ...COMMON, path: `${PATH}/claims` } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      operationId: "listClaims",
      summary: "What the project may claim, with the evidence",
      query: z.strictObject({}),
      answer: claimListSchema,
    },
    ({ ctx }) => listClaims(ctx),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      operationId: "createClaim",
      summary: "Register a claim with what proves it",
      body: putClaimSchema,
      answer: claimSchema,
    },
    ({ ctx, body }) => createClaim(ctx, body),
  );
}

function registerClaim(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const params = z.object({ claimId: z.string().min(1).max(64) });
  const common = { ...COMMON, path: `${PATH}/claims/{claimId}`, params } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "put",
      operationId: "putClaim",
      summary: "Change a claim or its evidence",
      body: putClaimSchema,
      answer: claimSchema,
    },
    ({ ctx, params: { claimId }, body }) => putClaim(ctx, { ...body, id: claimId }),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "delete",
      operationId: "deleteClaim",
      summary: "Remove a claim; no text may make it any more",
      answer: z.object({ deleted: z.literal(true) }),
    },
    async ({ ctx, params: { claimId } }) => {
      await deleteClaim(ctx, claimId);
      return { deleted: true } as const;
    },
  );
}
