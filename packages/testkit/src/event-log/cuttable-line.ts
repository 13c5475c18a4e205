import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** A TCP line to an engine that a test can cut. */
export type CuttableLine = {
  /** Port on the loopback address that leads to the engine. */
  port: number;
  /** Ends every connection at once; new ones are taken. */
  cut: () => void;
  /** Ends each connection instead of passing on what the engine answers next on it: the request arrived, the answer is lost. */
  loseAnswers: () => void;
  /** Connections that were ended so far, from either side. */
  broken: () => number;
  close: () => Promise<void>;
};

/** Lays a line from a port of the loopback address, a free one unless said, to an engine. */
export async function openCuttableLine(target: { host: string; port: number }, port = 0): Promise<CuttableLine> {
  const connections = new Set<{ losing: boolean; end: () => void }>();
  let broken = 0;
  const server = createServer((client) => {
    const engine = connect(target.port, target.host);
    const connection = { losing: false, end: () => endBoth(client, engine) };
    connections.add(connection);
    client.on("data", (bytes) => engine.write(bytes));
    engine.on("data", (bytes) => (connection.losing ? connection.end() : client.write(bytes)));
    for (const socket of [client, engine]) {
      socket.setNoDelay(true);
      socket.on("error", connection.end);
      socket.on("close", () => {
        connection.end();
        if (connections.delete(connection)) broken += 1;
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const cut = () => {
    for (const connection of connections) connection.end();
  };
  return {
    port: (server.address() as AddressInfo).port, // as: a server that listens on a port has an address of this form
    cut,
    loseAnswers: () => {
      for (const connection of connections) connection.losing = true;
    },
    broken: () => broken,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}

function endBoth(client: Socket, engine: Socket): void {
  client.destroy();
  engine.destroy();
}
