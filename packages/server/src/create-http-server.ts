import { randomBytes } from "node:crypto";
import type { IncomingMessage, RequestListener, Server, ServerOptions } from "node:http";
import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import { createAdaptorServer } from "@hono/node-server";
import type { SocketUpgrade } from "@rapport/api/streams";
import { listenStreams } from "@rapport/api/streams";
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
export function createHttpServer({ app, direct }: Pick<Composition, "app" | "direct">): Server {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD });
  const streams = listenStreams(app, upgradeBy(sockets));
  const create = (options: ServerOptions, rest: RequestListener) =>
    createServer(options, (incoming, outgoing) => {
      if (!direct(incoming, outgoing) && !streams.request(incoming, outgoing)) rest(incoming, outgoing);
    });
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { ...TIMEOUTS, shouldUpgradeCallback: asksForSocket },
    createServer: create as typeof createServer, // as: it is called with options and a listener, one of the forms
  }) as Server; // as: the one that `create` made
  server.on("upgrade", streams.upgrade);
  server.on("close", () => sockets.close());
  const closeAllConnections = server.closeAllConnections.bind(server);
  server.closeAllConnections = () => {
    closeAllConnections();
    streams.end();
  };
  server.on("clientError", refuseUnread);
  return server;
}

/** Clients that offer another protocol (Java's offers HTTP/2 with every request) get an answer by this one. */
function asksForSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket";
}

function upgradeBy(sockets: WebSocketServer): SocketUpgrade {
  return ({ incoming, socket, head, headers }, onSocket) => {
    const addHeaders = (lines: string[]) => void lines.push(...headers);
    // The handshake is answered before this returns.
    sockets.once("headers", addHeaders);
    sockets.handleUpgrade(incoming, socket, head, onSocket);
    sockets.off("headers", addHeaders);
  };
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
