import type { OpenAPIHono } from "@hono/zod-openapi";
import { consentPageSchema, decideConsentSchema, decidedConsentSchema } from "@rapport/contracts/consents";
import { LIMITS } from "@rapport/contracts/limits";
import { findDecidedConsent, planConsent, readDecidedConsent } from "@rapport/domain/consents/decide-consent";
import { listConsents } from "@rapport/domain/consents/list-consents";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { foldEvent, readRequestKey } from "../http/fold-event.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const COMMON = { tag: "privacy", access: "secret", path: "/api/v1/consents" } as const;
const LATE = "The decision is durable but not recorded yet; list the person's consents to see it";

const querySchema = pageQuerySchema.extend({
  id: z.string().min(1).max(LIMITS.idLength),
  category: z.string().min(1).max(100).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, "is not a cursor of this list")
    .optional(),
});

/** What people agree to, since when, and by which text. */
export function registerConsents(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      operationId: "listConsents",
      summary: "What one person decided about consent, the last recorded first; `id` is a user, profile or device",
      query: querySchema,
      answer: consentPageSchema,
      problems: ["not_found"],
    },
    ({ ctx, query }) => listConsents(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      operationId: "decideConsent",
      summary:
        "Record what a person decided outside of a client. Idempotency-Key makes a request one decision for good",
      body: decideConsentSchema,
      answer: decidedConsentSchema,
    },
    async ({ ctx, body, c }) => {
      const event = planConsent(ctx, body, readRequestKey(c.req.header("idempotency-key")));
      const known = await findDecidedConsent(ctx, body, event.messageId);
      if (known) return known;
      await foldEvent(services, ctx, event, LATE);
      return readDecidedConsent(ctx, body, event.messageId);
    },
  );
}
