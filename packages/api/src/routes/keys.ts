import type { OpenAPIHono } from "@hono/zod-openapi";
import { RapportError } from "@rapport/contracts/errors";
import {
  createKeySchema,
  keyListSchema,
  keySchema,
  newKeySchema,
  rotateKeySchema,
  setUserTokensSchema,
  userTokenSecretSchema,
} from "@rapport/contracts/keys";
import { createKey, requireKey, rotateKey } from "@rapport/domain/access/create-key";
import { listKeys, revokeKey } from "@rapport/domain/access/keys";
import { makeUserTokenSecret } from "@rapport/domain/access/make-user-token-secret";
import { setUserTokens } from "@rapport/domain/access/set-user-tokens";
import type { Context } from "@rapport/domain/context";
import { nameActor } from "@rapport/domain/name-actor";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const keyParams = z.object({ keyId: z.string().min(1).max(64) });
const doneSchema = z.object({ done: z.literal(true) });

/** The project's keys. Who may do this to their own only, sees all and changes those they made. */
export function registerKeys(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { tag: "keys", access: "secret", owned: true } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: "/api/v1/keys",
      operationId: "listKeys",
      summary: "Keys of the project, the ended ones included",
      query: z.strictObject({}),
      answer: keyListSchema,
    },
    async ({ ctx }) => ({ data: await listKeys(ctx) }),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      path: "/api/v1/keys",
      operationId: "createKey",
      summary: "Make a key; the answer carries its text, once",
      body: createKeySchema,
      answer: newKeySchema,
    },
    ({ ctx, caller, body }) => createKey(ctx, { ...body, giver: caller.permissions }),
  );
  registerKeyEnds(app, services);
  registerUserTokens(app, services);
}

/** Proof of users that a write key may demand. Tokens of before a change are judged by it within 5 seconds everywhere. */
function registerUserTokens(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { tag: "keys", access: "secret", owned: true, params: keyParams, problems: ["conflict"] } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      path: "/api/v1/keys/{keyId}/user-token-secret",
      operationId: "makeUserTokenSecret",
      summary: "Make the secret that a write key's user tokens are signed with; the answer carries its text, once",
      body: rotateKeySchema,
      answer: userTokenSecretSchema,
    },
    async ({ ctx, reach, params, body }) => {
      if (reach === "own") await requireOwnKey(ctx, params.keyId);
      const made = await makeUserTokenSecret(ctx, { id: params.keyId, ...body });
      services.keyRing.forget(params.keyId);
      return made;
    },
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      path: "/api/v1/keys/{keyId}/user-tokens",
      operationId: "setUserTokens",
      summary: "Say whether a write key's requests must prove the users that they name",
      body: setUserTokensSchema,
      answer: keySchema,
    },
    async ({ ctx, reach, params, body }) => {
      if (reach === "own") await requireOwnKey(ctx, params.keyId);
      const key = await setUserTokens(ctx, { id: params.keyId, ...body });
      services.keyRing.forget(params.keyId);
      return key;
    },
  );
}

/** The ends of keys. */
function registerKeyEnds(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { tag: "keys", access: "secret", owned: true } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      path: "/api/v1/keys/{keyId}/rotate",
      operationId: "rotateKey",
      summary: "Make a key in the place of another, which goes on working for the overlap",
      params: keyParams,
      body: rotateKeySchema,
      answer: newKeySchema,
      problems: ["conflict"],
    },
    async ({ ctx, caller, reach, params, body }) => {
      if (reach === "own") await requireOwnKey(ctx, params.keyId);
      return rotateKey(ctx, { id: params.keyId, ...body, giver: caller.permissions });
    },
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "delete",
      path: "/api/v1/keys/{keyId}",
      operationId: "revokeKey",
      summary: "End a key's life; servers that just saw it stop within 5 seconds",
      params: keyParams,
      answer: doneSchema,
    },
    async ({ ctx, reach, params }) => {
      if (reach === "own") await requireOwnKey(ctx, params.keyId);
      await revokeKey(ctx, { id: params.keyId });
      services.keyRing.forget(params.keyId);
      void services.connections.check();
      return { done: true as const };
    },
  );
}

async function requireOwnKey(ctx: Context, id: string): Promise<void> {
  const key = await requireKey(ctx, id);
  if (key.createdBy !== nameActor(ctx.actor)) {
    throw new RapportError("forbidden", "Your role lets you change the keys that you made only");
  }
}
