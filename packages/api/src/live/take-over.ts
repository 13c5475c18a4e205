import type { LiveSession, LiveSink } from "./live-session.ts";

/** A stream that is open, and how to end it on this side. */
export type LiveHandle = { session: LiveSession; leave: () => void };

/** Begins to write to a reader what its request follows. */
export type LiveStart = (sink: LiveSink) => LiveHandle;

/**
 * What Node's server gives with a request for a stream, so that the surface decides as over any other request and leaves the
 * connection to the stream: what the surface holds for an answer would stay for as long as its reader, ten thousand times.
 */
export type TakeOver = {
  by: "sse" | "socket";
  /** Set by the route where the request may follow; what the route answers is then the head of the stream. */
  start: LiveStart | undefined;
};
