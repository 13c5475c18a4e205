import { setTimeout as sleep } from "node:timers/promises";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { PrivacyRequest } from "@rapport/contracts/privacy";
import {
  erasePersonSchema,
  privacyRequestPageSchema,
  privacyRequestSchema,
  suppressPersonSchema,
} from "@rapport/contracts/privacy";
import type { Context } from "@rapport/domain/context";
import { tellError } from "@rapport/domain/logger";
import { finishErasures } from "@rapport/domain/privacy/finish-erasures";
import type { PlannedAct } from "@rapport/domain/privacy/plan-privacy-act";
import { planErasure, planSuppression } from "@rapport/domain/privacy/plan-privacy-act";
import { getPrivacyRequest, listPrivacyRequests } from "@rapport/domain/privacy/read-privacy-requests";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { foldEvent } from "../http/fold-event.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

/** Time that an act's deletions may take before the caller is told to look again. */
const FINISH_MS = 10_000;
/** Rest before looking at what another server is deleting. */
const LOOK_MS = 100;

const COMMON = { tag: "privacy", access: "secret" } as const;
const paramsSchema = z.object({ requestId: z.string().min(1).max(64) });
const listQuerySchema = pageQuerySchema.extend({
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, "is not a cursor of this list")
    .optional(),
});

/** Erasing and suppressing people, and the ledger of both. */
export function registerPrivacy(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const finish = openFinisher(services);
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: "/api/v1/privacy/erase",
      operationId: "erasePerson",
      summary: "Delete all that is kept of a person, and leave out what is sent under their ids from then on",
      work: "last",
      body: erasePersonSchema,
      answer: privacyRequestSchema,
      problems: ["not_found"],
    },
    async ({ ctx, body }) => carryOut(services, finish, ctx, await planErasure(ctx, body)),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: "/api/v1/privacy/suppress",
      operationId: "suppressPerson",
      summary: "Leave out what is sent under the ids of a person, or take it again",
      work: "last",
      body: suppressPersonSchema,
      answer: privacyRequestSchema,
    },
    async ({ ctx, body }) => carryOut(services, finish, ctx, await planSuppression(ctx, body)),
  );
  registerReads(app, services);
}

function registerReads(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { ...COMMON, method: "get" } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      path: "/api/v1/privacy/requests",
      operationId: "listPrivacyRequests",
      summary: "Who was to be erased or suppressed, by keyed hashes, and what came of it; the latest first",
      query: listQuerySchema,
      answer: privacyRequestPageSchema,
    },
    ({ ctx, query }) => listPrivacyRequests(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      path: "/api/v1/privacy/requests/{requestId}",
      operationId: "getPrivacyRequest",
      summary: "One request, and what was deleted, by table",
      params: paramsSchema,
      answer: privacyRequestSchema,
    },
    ({ ctx, params }) => getPrivacyRequest(ctx, params.requestId),
  );
}

/** Deletes for all who wait for it at a time: whose act comes during one pass waits for the next. @returns how many people */
function openFinisher(services: ApiServices): () => Promise<number> {
  let pass: Promise<number> | undefined;
  return () => {
    // What fails here is tried again by the clock, and the request says that it is not done.
    pass ??= finishErasures(services)
      .catch((error: unknown) => {
        services.log.warn("People are not erased yet; trying again", { error: tellError(error) });
        return 0;
      })
      .finally(() => {
        pass = undefined;
      });
    return pass;
  };
}

/** Puts the act on the log, and answers when it is done or has taken long. */
async function carryOut(
  services: ApiServices,
  finish: () => Promise<number>,
  ctx: Context,
  { id, event }: PlannedAct,
): Promise<PrivacyRequest> {
  await foldEvent(services, ctx, event, `The request ${id} is durable but not done yet; look at it to see when it is`);
  const deadlineMs = performance.now() + FINISH_MS;
  for (;;) {
    const request = await getPrivacyRequest(ctx, id);
    if (request.state === "done" || performance.now() >= deadlineMs) return request;
    if ((await finish()) === 0) await sleep(LOOK_MS);
  }
}
