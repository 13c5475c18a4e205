import type { IncomingMessage, ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ApiEnv } from "../services.ts";
import { AnswerSink } from "./answer-sink.ts";
import type { TakeOver } from "./take-over.ts";
import type { LiveSocket } from "./web-socket-sink.ts";
import { WebSocketSink } from "./web-socket-sink.ts";

/** The surface, asked for an answer with what the server gives beside the request. */
type Surface = { fetch: (request: Request, env: ApiEnv["Bindings"]) => Response | Promise<Response> };

/** Makes a WebSocket of a connection, its answer with these headers besides. */
export type SocketUpgrade = (
  upgrade: { incoming: IncomingMessage; socket: Duplex; head: Buffer; headers: readonly string[] },
  onSocket: (socket: LiveSocket) => void,
) => void;

/** Takes what asks for a live stream from Node's HTTP server. */
export type StreamListener = {
  /** False leaves the request to the rest of the surface. */
  request: (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;
  upgrade: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

const SSE_PATH = "/api/v1/stream";
const SOCKET_PATH = "/ws/realtime";
/** Headers of the surface's answer that are the handshake's own. */
const OF_THE_HANDSHAKE = new Set(["connection", "content-length", "content-type", "transfer-encoding", "upgrade"]);

/** Live streams on Node's own connections: the surface says whether, and keeps nothing of the request while they last. */
export function listenStreams(surface: Surface, upgradeSocket: SocketUpgrade): StreamListener {
  return {
    request(incoming, outgoing) {
      if (incoming.method !== "GET" || pathOf(incoming) !== SSE_PATH) return false;
      answerStream(surface, incoming, outgoing).catch(() => outgoing.destroy());
      return true;
    },
    upgrade(incoming, socket, head) {
      // A connection that breaks while the surface decides is nobody's to report.
      socket.on("error", ignore);
      openSocket(surface, { incoming, socket, head }, upgradeSocket).catch(() => socket.destroy());
    },
  };
}

async function answerStream(surface: Surface, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const takeOver: TakeOver = { by: "sse", start: undefined };
  const response = await ask(surface, incoming, takeOver);
  const { start } = takeOver;
  takeOver.start = undefined;
  const { socket } = outgoing;
  // It has gone while the surface decided.
  if (!socket || socket.destroyed) return;
  if (start) return new AnswerSink(socket).start(start, response.headers);
  const body = Buffer.from(await response.arrayBuffer());
  const headers = Object.fromEntries(response.headers);
  outgoing.writeHead(response.status, { ...headers, "content-length": body.length }).end(body);
}

type Upgrade = { incoming: IncomingMessage; socket: Duplex; head: Buffer };

async function openSocket(surface: Surface, upgrade: Upgrade, upgradeSocket: SocketUpgrade): Promise<void> {
  const { incoming, socket } = upgrade;
  const takeOver: TakeOver = { by: "socket", start: undefined };
  const isKnown = pathOf(incoming) === SOCKET_PATH;
  const response = isKnown ? await ask(surface, incoming, takeOver) : new Response(null, { status: 404 });
  const { start } = takeOver;
  takeOver.start = undefined;
  if (socket.destroyed) return;
  if (!start) return refuse(socket, response);
  const headers = [...response.headers].flatMap(([name, value]) =>
    OF_THE_HANDSHAKE.has(name) || name.startsWith("sec-websocket-") ? [] : [`${name}: ${value}`],
  );
  upgradeSocket({ ...upgrade, headers }, (opened) => {
    socket.off("error", ignore);
    new WebSocketSink(opened).start(start);
  });
}

/** What the surface answers; a request that names no URL is a bad one. */
async function ask(surface: Surface, incoming: IncomingMessage, takeOver: TakeOver): Promise<Response> {
  const url = `http://${incoming.headers.host ?? "localhost"}${incoming.url}`;
  if (!URL.canParse(url)) return new Response(null, { status: 400 });
  const headers = Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
  );
  return surface.fetch(new Request(url, { headers }), { incoming, takeOver });
}

/** Before the handshake: a status, and when to come back. Of why a socket was closed a browser is told nothing. */
async function refuse(socket: Duplex, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  const lines = [
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ""}`,
    ...[...response.headers].flatMap(([name, value]) => (name === "content-length" ? [] : [`${name}: ${value}`])),
    "Connection: close",
    `Content-Length: ${body.length}`,
  ];
  socket.end(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), body]));
}

function pathOf({ url = "" }: IncomingMessage): string {
  const at = url.indexOf("?");
  return at < 0 ? url : url.slice(0, at);
}

function ignore(): void {}
