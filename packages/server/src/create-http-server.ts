import type { Server } from "node:http";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Composition } from "./compose.ts";

/** Senders who never finish must not hold what others need; live streams are answers and not bound by these. */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 };

/** The HTTP server of a composed product, not listening yet. */
export function createHttpServer({ app, tracking }: Pick<Composition, "app" | "tracking">): Server {
  const rest = getRequestListener(app.fetch);
  return createServer(TIMEOUTS, (incoming, outgoing) => {
    if (!tracking(incoming, outgoing)) void rest(incoming, outgoing);
  });
}
