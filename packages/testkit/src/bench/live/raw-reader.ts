import type { Socket } from "node:net";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export type Transport = "sse" | "ws";

/** A reader of a live stream that is one socket and little more, so that ten thousand fit into one process. */
export type RawReader = {
  /** Reads nothing any more, as a reader whose network has stopped. */
  pause: () => void;
  resume: () => void;
  close: () => void;
  isClosed: () => boolean;
};

type ReaderOptions = {
  url: string;
  key: string;
  channels: string;
  transport: Transport;
  lastEventId?: string | undefined;
  /** What came, as text: chunks, not messages; they may hold several and be cut anywhere. */
  onText?: (text: string) => void;
};

const PATHS = { sse: "/api/v1/stream", ws: "/ws/realtime" };
/** Any 16 bytes (RFC 6455 §4.1). */
const NONCE = Buffer.alloc(16, 7).toString("base64");

/** Time after which a reader comes back that the server had no room for, and how often it does. */
const REFUSED_MS = 1_000;
const ATTEMPTS = 30;

/** Resolves when the server has answered that it follows. One that is told to come back later does. */
export async function openReader(options: ReaderOptions): Promise<RawReader> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryOpen(options);
    } catch (error) {
      if (attempt === ATTEMPTS || !/ (429|503) /.test(String(error))) throw error;
      await sleep(REFUSED_MS * (0.5 + attempt / ATTEMPTS));
    }
  }
}

async function tryOpen(options: ReaderOptions): Promise<RawReader> {
  const { hostname, port } = new URL(options.url);
  const socket = connect({ host: hostname, port: Number(port) });
  await answered(socket, options);
  const { onText } = options;
  if (onText) socket.on("data", (bytes) => onText(bytes.toString()));
  // Without one the socket would not flow, and the server would wait for its reader.
  else socket.resume();
  return {
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.destroy(),
    isClosed: () => socket.closed,
  };
}

function answered(socket: Socket, options: ReaderOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("connect", () => socket.write(requestOf(options)));
    socket.once("data", (bytes) => {
      const [line = ""] = bytes.toString().split("\r\n");
      const isFollowing = / (101|200) /.test(line);
      socket.off("error", reject);
      // The server may close it at any time from now on.
      socket.on("error", () => {});
      if (isFollowing) resolve();
      else {
        socket.destroy();
        reject(new Error(line));
      }
    });
  });
}

function requestOf({ url, key, channels, transport, lastEventId }: ReaderOptions): string {
  const upgrade = [
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${NONCE}`,
  ];
  const lines = [
    `GET ${PATHS[transport]}?channels=${encodeURIComponent(channels)} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    `Authorization: Bearer ${key}`,
    ...(transport === "ws" ? upgrade : []),
    ...(lastEventId === undefined ? [] : [`Last-Event-ID: ${lastEventId}`]),
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}
