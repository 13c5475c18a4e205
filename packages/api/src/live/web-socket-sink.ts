import type { LiveEnd } from "@rapport/contracts/live";
import type { WSContext, WSEvents } from "hono/ws";
import type { ApiServices } from "../services.ts";
import type { LiveSession, LiveSink } from "./live-session.ts";
import type { LiveRequest } from "./open-live.ts";
import { openLive } from "./open-live.ts";

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

/** The same messages as by server-sent events, each as `{"id", …message}`. What the client sends is not read. */
export function followBySocket(services: ApiServices, request: LiveRequest): WSEvents {
  let leave = () => {};
  return {
    onOpen(_event, socket) {
      const { sink, attach } = createSocketSink(socket);
      const live = openLive(services, request, sink);
      attach(live.session);
      leave = live.leave;
    },
    onClose: () => leave(),
  };
}

type HeldSocket = { bufferedAmount?: number };

function createSocketSink(socket: WSContext<unknown>): { sink: LiveSink; attach: (session: LiveSession) => void } {
  let session: LiveSession | undefined;
  let looking: NodeJS.Timeout | undefined;
  // as: the socket of the server's library has this property of the standard, which the adapter's type leaves out
  const held = () => (socket.raw as HeldSocket | undefined)?.bufferedAmount ?? 0;
  function look(): void {
    looking = undefined;
    if (held() > HIGH_WATER_BYTES / 2) looking = setTimeout(look, LOOK_MS).unref();
    else session?.resume();
  }
  const sink: LiveSink = {
    write({ id, data }) {
      socket.send(id === undefined ? data : `{"id":${JSON.stringify(id)},${data.slice(1)}`);
      if (held() <= HIGH_WATER_BYTES) return true;
      looking ??= setTimeout(look, LOOK_MS).unref();
      return false;
    },
    heartbeat: () => socket.send('{"kind":"heartbeat"}'),
    end(reason) {
      clearTimeout(looking);
      socket.send(JSON.stringify({ kind: "end", reason }));
      socket.close(CLOSE_CODES[reason], reason);
    },
  };
  return {
    sink,
    attach(attached) {
      session = attached;
    },
  };
}
