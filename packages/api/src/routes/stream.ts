import type { OpenAPIHono } from "@hono/zod-openapi";
import { RapportError } from "@rapport/contracts/errors";
import { streamTokenRequestSchema, streamTokenSchema } from "@rapport/contracts/live";
import type { z } from "zod";
import type { Caller } from "../http/caller.ts";
import { defineRoute } from "../http/define-route.ts";
import { writeLiveToken } from "../live/live-token.ts";
import { openLive, readLiveRequest } from "../live/open-live.ts";
import { createSseBody } from "../live/sse-sink.ts";
import { SSE_HEADERS } from "../live/sse-text.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

/** What is stored, as it is stored: as server-sent events and by WebSocket; both resume after an id, each event once. */
export function registerStream(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerToken(app, services);
  app.get("/api/v1/stream", async (c) => {
    const request = await readLiveRequest(services, c);
    if (c.env?.takeOver?.by === "sse") {
      c.env.takeOver.start = (sink) => openLive(services, request, sink);
      return c.body(null, 200, SSE_HEADERS);
    }
    const { body, sink, attach } = createSseBody();
    attach(openLive(services, request, sink));
    return c.body(body, 200, SSE_HEADERS);
  });
  app.get("/ws/realtime", async (c) => {
    if (c.env?.takeOver?.by !== "socket") return c.notFound();
    // Refused before the handshake, with a status and when to come back: of why a socket was closed a browser is told nothing.
    const request = await readLiveRequest(services, c);
    c.env.takeOver.start = (sink) => openLive(services, request, sink);
    return c.body(null, 200);
  });
}

function registerToken(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      method: "post",
      path: "/api/v1/stream/token",
      operationId: "createStreamToken",
      tag: "events",
      verb: "read",
      summary: "A short-lived token that opens a live stream; a write key gets one for its own device only",
      access: "public",
      work: "read",
      body: streamTokenRequestSchema,
      answer: streamTokenSchema,
    },
    async ({ caller, body }) => {
      const expiresMs = services.now() + body.ttlSeconds * 1_000;
      const channels = grantChannels(caller, body);
      const { projectId, keyId } = caller;
      const holder = caller.actor.kind === "member" ? "member" : "key";
      const token = writeLiveToken(services.sessionSecret, { projectId, holder, keyId, channels, expiresMs });
      return { token, channels, expiresAt: new Date(expiresMs).toISOString() };
    },
  );
}

/** @throws RapportError forbidden, invalid_body */
function grantChannels(caller: Caller, body: z.output<typeof streamTokenRequestSchema>): string[] {
  const own = body.anonymousId === undefined ? [] : [`device:${body.anonymousId}`];
  if (caller.kind === "write" && body.channels !== undefined) {
    // Everything else tells what people do, and this key stands in the source of a page.
    throw new RapportError(
      "forbidden",
      "A write key follows its own device only: name it by anonymousId and leave out channels",
    );
  }
  const channels = [...new Set([...own, ...(body.channels ?? [])])];
  if (channels.length > 0) return channels;
  const message = caller.kind === "write" ? "is missing" : "name channels, or a device by anonymousId";
  throw new RapportError("invalid_body", `anonymousId: ${message}`, { fields: [{ pointer: "/anonymousId", message }] });
}
