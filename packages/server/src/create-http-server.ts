import { randomBytes } from "node:crypto";
import type { RequestListener, Server, ServerOptions } from "node:http";
import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocketServerLike } from "@hono/node-server";
import { createAdaptorServer } from "@hono/node-server";
import type { Problem } from "@rapport/contracts/errors";
import { ERROR_CODES } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
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
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: TIMEOUTS,
    createServer: create as typeof createServer, // as: it is called with options and a listener, one of the forms
    websocket: { server: sockets as WebSocketServerLike }, // as: its option is set, which its type leaves open
  }) as Server; // as: the one that `create` made
  server.on("clientError", refuseUnread);
  return server;
}

/** What cannot be read as a request never comes to the surface: it is refused here, a path that is too long as all refusals are. */
function refuseUnread(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  if (error.code !== "HPE_HEADER_OVERFLOW")
    return void socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  const docs = "/docs#error-header_too_large";
  const problem: Problem = {
    type: docs,
    title: ERROR_CODES.header_too_large.title,
    status: ERROR_CODES.header_too_large.status,
    code: "header_too_large",
    detail: "Path and headers may have 16 KB together; send long values in the body",
    docs,
    requestId: newId("request", Date.now(), randomBytes(10)),
  };
  const body = JSON.stringify(problem);
  const head = `Content-Type: application/problem+json\r\nContent-Length: ${body.length}\r\nConnection: close`;
  socket.end(`HTTP/1.1 431 Request Header Fields Too Large\r\n${head}\r\n\r\n${body}`);
}
