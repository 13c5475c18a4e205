import type { LiveEnd } from "@rapport/contracts/live";
import type { LiveEntry, LiveSink } from "./live-session.ts";
import type { LiveHandle, LiveStart } from "./take-over.ts";

/** Bytes that the socket may hold before the reader has to catch up, and how often that is looked at. */
const HIGH_WATER_BYTES = 256 * 1024;
const LOOK_MS = 50;
/** Close codes: policy, try again later, going away, normal (RFC 6455 §7.4.1). */
const CLOSE_CODES: Record<LiveEnd, number> = {
  expired: 1008,
  revoked: 1008,
  too_slow: 1013,
  closing: 1001,
  done: 1000,
};

/** As much of a WebSocket of Node's library `ws` as a stream needs. */
export type LiveSocket = {
  send(text: string): void;
  close(code: number, reason: string): void;
  readonly bufferedAmount: number;
  on(event: "close", listener: () => void): unknown;
};

/** The same messages as by server-sent events, each as `{"id", …message}`. What the client sends is not read. */
export class WebSocketSink implements LiveSink {
  readonly #socket: LiveSocket;
  #handle: LiveHandle | undefined;
  #looking: NodeJS.Timeout | undefined;

  constructor(socket: LiveSocket) {
    this.#socket = socket;
  }

  start(start: LiveStart): LiveHandle {
    this.#handle = start(this);
    return this.#handle;
  }

  write({ id, data }: LiveEntry): boolean {
    this.#socket.send(id === undefined ? data : `{"id":${JSON.stringify(id)},${data.slice(1)}`);
    if (this.#socket.bufferedAmount <= HIGH_WATER_BYTES) return true;
    this.#looking ??= setTimeout(() => this.#look(), LOOK_MS).unref();
    return false;
  }

  heartbeat(): void {
    this.#socket.send('{"kind":"heartbeat"}');
  }

  end(reason: LiveEnd): void {
    clearTimeout(this.#looking);
    this.#socket.send(JSON.stringify({ kind: "end", reason }));
    this.#socket.close(CLOSE_CODES[reason], reason);
    this.#handle?.leave();
  }

  #look(): void {
    this.#looking = undefined;
    if (this.#socket.bufferedAmount > HIGH_WATER_BYTES / 2)
      this.#looking = setTimeout(() => this.#look(), LOOK_MS).unref();
    else this.#handle?.session.resume();
  }
}
