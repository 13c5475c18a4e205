import type { Socket } from "node:net";
import { connect } from "node:net";

/** Lines of a request that asks for a WebSocket. */
export const UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n";

type StreamRequest = {
  path: string;
  /** A secret key. */
  key: string;
  /** Lines besides, each with its end. */
  lines?: string;
};

/** The text of a request for a live stream, as a client sends it. */
export function streamRequest({ path, key, lines = "" }: StreamRequest): string {
  const nonce = `${"A".repeat(22)}==`;
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\n${lines}Sec-WebSocket-Key: ${nonce}\r\n\r\n`;
}

/** A connection that asks a server for a live stream. */
export function openStream({ origin, ...request }: StreamRequest & { origin: string }): Socket {
  const socket = connect(Number(new URL(origin).port), "127.0.0.1");
  socket.write(streamRequest(request));
  return socket;
}
