import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Outgoing } from "@rapport/domain/outgoing/outgoing";

/** A server that nobody has a reason to ask, and all that was asked for outside. */
export type Trap = {
  url: string;
  watch: (outgoing: Outgoing) => Outgoing;
  take: () => string[];
  close: () => Promise<void>;
};

export async function openTrap(): Promise<Trap> {
  let visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(`the trap was asked for ${request.url}`);
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // as: a server that listens on a port has an address of this kind
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    // Also what the guard of addresses would have stopped: that somebody tried is an effect.
    watch: (outgoing) => ({
      check: outgoing.check,
      fetch(url, request) {
        visits.push(`${url} was fetched`);
        return outgoing.fetch(url, request);
      },
    }),
    take() {
      const taken = visits;
      visits = [];
      return taken;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
