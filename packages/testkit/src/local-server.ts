import { once } from "node:events";
import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";

/** A server that goes away and comes back on the same port, as one that is restarted does: with none of its old connections. */
export class LocalServer {
  readonly #listener: RequestListener;
  #server: Server | undefined;
  #port = 0;

  constructor(listener: RequestListener) {
    this.#listener = listener;
  }

  /** Where it listens; of use after the first start. */
  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, on the port it had before if it had one. */
  async start(): Promise<void> {
    const server = createServer(this.#listener);
    this.#server = server;
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (typeof address === "object" && address) this.#port = address.port;
  }

  /** Refuses connections from now on. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    server?.closeAllConnections();
    if (server) await new Promise((resolve) => server.close(resolve));
  }
}
