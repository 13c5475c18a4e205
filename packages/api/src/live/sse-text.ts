import type { LiveEnd } from "@rapport/contracts/live";
import type { LiveEntry } from "./live-session.ts";

/** Head of an answer of server-sent events. */
export const SSE_HEADERS = {
  "Content-Type": "text/event-stream",
  "Cache-Control": "no-cache, no-transform",
  "X-Accel-Buffering": "no",
};

/** What a reader gets first, so that it knows that it is followed for. */
export const SSE_CONNECTED = ": connected\n\n";
export const SSE_HEARTBEAT = ": heartbeat\n\n";

/** One message as a server-sent event. */
export function sseEntry({ id, data }: LiveEntry): string {
  return id === undefined ? `data: ${data}\n\n` : `id: ${id}\ndata: ${data}\n\n`;
}

/** The last event, and why it is. */
export function sseEnd(reason: LiveEnd): string {
  return `event: end\ndata: ${JSON.stringify({ kind: "end", reason })}\n\n`;
}
