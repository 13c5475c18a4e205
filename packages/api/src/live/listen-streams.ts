import type { IncomingMessage, ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ApiEnv } from "../services.ts";
import { AnswerSink } from "./answer-sink.ts";
import { releaseConnection } from "./release-connection.ts";
import type { LiveHandle, LiveStart, TakeOver } from "./take-over.ts";
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
  /** Ends all streams: the server, which does not know their connections any more, is about to close. */
  end: () => void;
};

const SSE_PATH = "/api/v1/stream";
const SOCKET_PATH = "/ws/realtime";
/** Headers of the surface's answer that are the handshake's own. */
const OF_THE_HANDSHAKE = new Set(["connection", "content-length", "content-type", "transfer-encoding", "upgrade"]);

/** Live streams on Node's own connections: the surface says whether, and keeps nothing of the request while they last. */
export function listenStreams(surface: Surface, upgradeSocket: SocketUpgrade): StreamListener {
  const open = new OpenStreams();
  return {
    request(incoming, outgoing) {
      if (incoming.method !== "GET" || pathOf(incoming) !== SSE_PATH) return false;
      answerStream(surface, { incoming, outgoing }, open).catch(() => outgoing.destroy());
      return true;
    },
    upgrade(incoming, socket, head) {
      // A connection that breaks while the surface decides is nobody's to report.
      socket.on("error", ignore);
      openSocket(surface, { incoming, socket, head }, (answer, start) =>
        upgradeSocket(answer, (opened) => {
          socket.off("error", ignore);
          open.add(opened, new WebSocketSink(opened).start(start));
        }),
      ).catch(() => socket.destroy());
    },
    end: () => open.end(),
  };
}

/** The streams of a server by their connections. One function hears of all that close: one for each would be a hundred bytes. */
class OpenStreams {
  readonly #handles = new Map<object, LiveHandle>();
  readonly #onClose: (this: object) => void;

  constructor() {
    const handles = this.#handles;
    this.#onClose = function () {
      handles.get(this)?.leave();
      handles.delete(this);
    };
  }

  add(connection: { on: (event: "close", listener: () => void) => unknown }, handle: LiveHandle): void {
    this.#handles.set(connection, handle);
    connection.on("close", this.#onClose);
  }

  end(): void {
    for (const { session } of this.#handles.values()) session.end("closing");
  }
}

type Exchange = { incoming: IncomingMessage; outgoing: ServerResponse };

async function answerStream(surface: Surface, { incoming, outgoing }: Exchange, open: OpenStreams): Promise<void> {
  // Nothing is expected; what comes is read all the same, or the connection could not be let go of.
  incoming.resume();
  const takeOver: TakeOver = { by: "sse", start: undefined };
  const response = await ask(surface, incoming, takeOver);
  const { start } = takeOver;
  takeOver.start = undefined;
  const { socket } = outgoing;
  // It has gone while the surface decided.
  if (!socket || socket.destroyed) return;
  if (start) {
    releaseConnection(incoming, outgoing, socket);
    return open.add(socket, new AnswerSink(socket).start(start, response.headers));
  }
  const body = Buffer.from(await response.arrayBuffer());
  const headers = Object.fromEntries(response.headers);
  outgoing.writeHead(response.status, { ...headers, "content-length": body.length }).end(body);
}

type Upgrade = { incoming: IncomingMessage; socket: Duplex; head: Buffer };

type SocketStart = (upgrade: Parameters<SocketUpgrade>[0], start: LiveStart) => void;

async function openSocket(surface: Surface, upgrade: Upgrade, begin: SocketStart): Promise<void> {
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
  begin({ ...upgrade, headers }, start);
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
