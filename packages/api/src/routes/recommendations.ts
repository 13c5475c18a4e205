import type { OpenAPIHono } from "@hono/zod-openapi";
import { RapportError } from "@rapport/contracts/errors";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import type { RecommendationAnswer } from "@rapport/contracts/recommendations";
import {
  FEEDBACK_EVENTS,
  recommendationAnswerSchema,
  recommendationBatchAnswerSchema,
  recommendationBatchSchema,
  recommendationFeedbackSchema,
  recommendationQuerySchema,
} from "@rapport/contracts/recommendations";
import { USER_TOKEN_FIELD } from "@rapport/contracts/user-tokens";
import type { Context } from "@rapport/domain/context";
import { getRecommendations } from "@rapport/domain/recommendations/get-recommendations";
import { z } from "zod";
import type { Caller } from "../http/caller.ts";
import { clientAddress } from "../http/client-address.ts";
import { defineRoute } from "../http/define-route.ts";
import type { DirectRoute } from "../http/direct-route.ts";
import { answerByKey } from "../http/direct-route.ts";
import { proveUser } from "../http/prove-user.ts";
import { setQuotaHeaders } from "../http/rate-limit-headers.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { ingest } from "../tracking/ingest.ts";
import { userParamsSchema } from "./users.ts";
import { writeRecommendations } from "./write-recommendations.ts";

const userQuerySchema = z.object({
  placement: z.string().min(1).max(200).default("default"),
  limit: z.coerce.number().int().min(1).max(100).default(10),
  itemId: z.string().min(1).max(255).optional(),
  after: z.string().max(4_096).optional(),
  wait: z.coerce.number().int().min(0).max(5_000).default(300),
});

/** What a person should see next, and what became of it. */
export function registerRecommendations(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerQuery(app, services);
  registerUserRecommendations(app, services);
  registerFeedback(app, services);
}

const QUERY = {
  method: "post",
  path: "/api/v1/recommendations/query",
  operationId: "queryRecommendations",
  tag: "recommendations",
  verb: "read",
  summary: "What a person should see next; a write key reads for its own device only",
  access: "public",
  work: "last",
  body: recommendationQuerySchema,
  answer: recommendationAnswerSchema,
} as const;

/** The query of every page view, for Node's own request. */
export function queryDirectly(services: ApiServices): [string, DirectRoute][] {
  const answer: Parameters<typeof answerByKey<typeof QUERY.body, RecommendationAnswer>>[2] = ({ ctx, caller, body }) =>
    answerQuery(services, ctx, caller, body);
  return [[QUERY.path, answerByKey(services, QUERY, answer, writeRecommendations)]];
}

function registerQuery(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(app, services, QUERY, ({ ctx, caller, body }) => answerQuery(services, ctx, caller, body));
  defineRoute(
    app,
    services,
    {
      method: "post",
      path: "/api/v1/recommendations/batch",
      operationId: "queryRecommendationBatch",
      tag: "recommendations",
      verb: "read",
      summary: "Several queries at once, answered in their order: the slots of one page",
      access: "public",
      work: "last",
      body: recommendationBatchSchema,
      answer: recommendationBatchAnswerSchema,
    },
    async ({ ctx, caller, body }) => {
      const answers: RecommendationAnswer[] = [];
      // One after the other: the later ones find what the first has read.
      for (const query of body.queries) answers.push(await answerQuery(services, ctx, caller, query));
      return { answers };
    },
  );
}

async function answerQuery(
  services: ApiServices,
  ctx: Context,
  caller: Caller,
  { after, waitMs, userToken, ...query }: z.output<typeof recommendationQuerySchema>,
): Promise<RecommendationAnswer> {
  const person = caller.kind === "write" ? await provePerson(services, caller, query, userToken) : query;
  if (services.admission.isOver("rich")) return getRecommendations(ctx, { ...person, overloaded: true });
  const stale = after !== undefined && !(await services.waitFor(after, waitMs));
  return getRecommendations(ctx, { ...person, stale, fresh: after !== undefined });
}

/**
 * Whose list a public key may read. It proves no user id, and reasons tell what somebody viewed: without a user token it reads
 * by the device's own secret id. Nor does it learn what a segment likes.
 * @throws RapportError user_token_… for a token that does not hold, and for a user who is named with neither token nor device
 */
async function provePerson<Q extends { userId?: string | undefined; anonymousId?: string | undefined }>(
  services: ApiServices,
  { userTokens }: Caller,
  query: Q,
  token: string | undefined,
) {
  const userId = userTokens && (await proveUser(userTokens, { ...query, token, nowMs: services.now() }));
  return { ...query, userId, segmentId: undefined };
}

function registerUserRecommendations(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      method: "get",
      path: "/api/v1/users/{userId}/recommendations",
      operationId: "getUserRecommendations",
      tag: "recommendations",
      summary: "What this person should see next",
      access: "secret",
      work: "last",
      params: userParamsSchema,
      query: userQuerySchema,
      answer: recommendationAnswerSchema,
    },
    async ({ ctx, params, query: { after, wait, ...query } }) => {
      const person = { ...query, id: params.userId, exclude: [], itemIds: [], cart: [], context: {} };
      if (services.admission.isOver("rich")) return getRecommendations(ctx, { ...person, overloaded: true });
      const stale = after !== undefined && !(await services.waitFor(after, wait));
      return getRecommendations(ctx, { ...person, stale });
    },
  );
}

function registerFeedback(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      method: "post",
      path: "/api/v1/recommendations/feedback",
      operationId: "sendRecommendationFeedback",
      tag: "recommendations",
      metered: true,
      summary: "Tell that recommended items were shown, clicked, converted or dismissed; becomes an event",
      access: "public",
      body: recommendationFeedbackSchema,
      answer: trackingAnswerSchema,
    },
    ({ caller, body: { decisionId, action, itemIds, userToken, ...ids }, c }) => {
      if (ids.userId === undefined && ids.anonymousId === undefined) {
        throw new RapportError("invalid_body", "/anonymousId: userId or anonymousId is required", {
          fields: [{ pointer: "/anonymousId", message: "userId or anonymousId is required" }],
        });
      }
      const properties = { decisionId, items: itemIds };
      const context = { [USER_TOKEN_FIELD]: userToken };
      const message = { ...ids, type: "track", event: FEEDBACK_EVENTS[action], properties, context };
      const input = {
        caller,
        messages: [message],
        bytes: 0,
        type: "track" as const,
        sentAt: undefined,
        historical: false,
        ip: clientAddress(c),
        userAgent: c.req.header("user-agent"),
      };
      return ingest(services, input, (decision) => setQuotaHeaders(services, c, decision));
    },
  );
}
