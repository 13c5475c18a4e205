import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** A way to a server that can be cut, as by a failed network, and healed. */
export type CuttableProxy = {
  url: string;
  cut: () => Promise<void>;
  heal: () => Promise<void>;
  close: () => Promise<void>;
};

/** Listens on a free port of the loopback address and passes connections on to the host and port of `url`. */
export async function openCuttableProxy(url: string): Promise<CuttableProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on("error", () => undefined);
      from.once("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  const listen = (port: number) =>
    new Promise<number>((resolve) => {
      // as: a server that listens on a port has an address of this form
      server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  const cut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  const port = await listen(0);
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String(port);
  return {
    url: through.href,
    cut,
    heal: async () => void (await listen(port)),
    close: cut,
  };
}
