import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** What frees the parser of a connection, and what else of Node's server listens on one; by the names they have in Node 20 to 24. */
const FREES_PARSER = "bound socketOnClose";
const OF_THE_SERVER = new Set([
  ...[FREES_PARSER, "bound socketOnData", "bound socketOnEnd", "bound socketOnDrain"],
  ...["socketOnError", "socketOnTimeout", "onSocketResume", "onSocketPause"],
]);

/**
 * Takes a connection from Node's HTTP server for a stream that lasts as long as it. What the server keeps for the next request, a
 * parser above all, is 7 KiB outside V8's heap and 2 within, ten thousand times. Node itself lets go of it for an upgrade only; here
 * the listener is called that does so when a connection closes. A Node that names it otherwise keeps its parser, and nothing is lost.
 * From then on the connection is not among those that the server closes, nor bound by its timeouts.
 */
export function releaseConnection(incoming: IncomingMessage, outgoing: ServerResponse, socket: Socket): void {
  const freesParser = socket.listeners("close").find(({ name }) => name === FREES_PARSER);
  // A body that is still to come has to be read by someone.
  if (!freesParser || !incoming.complete || !incoming.readableEnded) return;
  outgoing.detachSocket(socket);
  freesParser.call(socket);
  for (const event of socket.eventNames()) {
    for (const listener of socket.listeners(event)) {
      // as: what listens is called with what the event brings
      if (OF_THE_SERVER.has(listener.name)) socket.removeListener(event, listener as (...args: unknown[]) => void);
    }
  }
  socket.setTimeout(0);
  // The server ends a connection whose other side has: so does this.
  socket.allowHalfOpen = false;
  socket.on("error", ignore);
  socket.resume();
}

/** The connection closes after an error, and that is what a stream hears of. */
function ignore(): void {}
