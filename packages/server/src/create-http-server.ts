import type { RequestListener, Server, ServerOptions } from "node:http";
import { createServer } from "node:http";
import type { WebSocketServerLike } from "@hono/node-server";
import { createAdaptorServer } from "@hono/node-server";
import { WebSocketServer } from "ws";
import type { Composition } from "./compose.ts";

/** Senders who never finish must not hold what others need; live streams are answers and not bound by these. */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 };
/** What a client may send by a WebSocket, bytes: nothing of it is read. */
const MAX_PAYLOAD = 1_024;

/** The HTTP server of a composed product and its WebSockets, not listening yet. */
export function createHttpServer({ app, tracking }: Pick<Composition, "app" | "tracking">): Server {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD });
  const create = (options: ServerOptions, rest: RequestListener) =>
    createServer(options, (incoming, outgoing) => {
      if (!tracking(incoming, outgoing)) rest(incoming, outgoing);
    });
  return createAdaptorServer({
    fetch: app.fetch,
    serverOptions: TIMEOUTS,
    createServer: create as typeof createServer, // as: it is called with options and a listener, one of the forms
    websocket: { server: sockets as WebSocketServerLike }, // as: its option is set, which its type leaves open
  }) as Server; // as: the one that `create` made
}
