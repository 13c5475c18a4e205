import type { Socket } from "node:net";
import type { LiveEnd } from "@rapport/contracts/live";
import type { LiveEntry, LiveSink } from "./live-session.ts";
import { SSE_CONNECTED, SSE_HEARTBEAT, sseEnd, sseEntry } from "./sse-text.ts";
import type { LiveHandle, LiveStart } from "./take-over.ts";

/**
 * Server-sent events on the connection of Node's own answer, which ends with the stream (RFC 9112 §6.3: so does its body, of whatever
 * version the request was). An answer written Node's way keeps its head, in fifty pieces, and its bookkeeping for as long as the
 * reader stays: a third of what an idle one costs.
 */
export class AnswerSink implements LiveSink {
  readonly #socket: Socket;
  #handle: LiveHandle | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  start(start: LiveStart, headers: Headers): LiveHandle {
    const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const head = `HTTP/1.1 200 OK\r\n${lines}Connection: close\r\n\r\n`;
    this.#socket.write(head + SSE_CONNECTED);
    this.#handle = start(this);
    return this.#handle;
  }

  write(entry: LiveEntry): boolean {
    return this.#write(sseEntry(entry));
  }

  heartbeat(): void {
    this.#write(SSE_HEARTBEAT);
  }

  end(reason: LiveEnd): void {
    // To write to what is gone would be an error that nobody waits for.
    if (!this.#socket.destroyed) this.#socket.end(sseEnd(reason));
    this.#handle?.leave();
  }

  #write(text: string): boolean {
    if (this.#socket.destroyed) return false;
    if (this.#socket.write(text)) return true;
    this.#socket.once("drain", () => this.#handle?.session.resume());
    return false;
  }
}
