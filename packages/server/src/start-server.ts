import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { RapportError } from "@rapport/contracts/errors";
import type { Composition } from "./compose.ts";
import { compose } from "./compose.ts";
import type { Config } from "./config.ts";
import { createHttpServer } from "./create-http-server.ts";

/** Longest that open connections may take to end once the server stops. */
const CLOSE_MS = 5_000;

/** A listening product. */
export type RunningServer = {
  url: string;
  composition: Composition;
  /** Stops accepting, ends streams, folds what is acknowledged, closes the engines. */
  stop: () => Promise<void>;
};

/** Composes the product and listens. @throws RapportError when the port is taken or the data directory is held */
export async function startServer(config: Config): Promise<RunningServer> {
  const composition = await compose(config);
  const server = createHttpServer(composition);
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
    server.listen(config.port, config.host);
  }).catch(async (cause: Error) => {
    await composition.close();
    throw new RapportError(
      "unavailable",
      `Cannot listen on ${config.host}:${config.port} (${cause.message}); set RAPPORT_PORT to a free port`,
      { cause },
    );
  });
  // as: a server that listens on a host and port has an address of this form
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  return { url: `http://${host}:${port}`, composition, stop: () => stop(server, composition) };
}

async function stop(server: Server, composition: Composition): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const forced = setTimeout(() => {
    // Live streams never end by themselves; their readers resume by id.
    server.closeAllConnections();
  }, CLOSE_MS / 10);
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())]);
  clearTimeout(forced);
  await composition.close();
}
